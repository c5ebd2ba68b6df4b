"""answers: the company's articles, found and quoted with their source, or an honest "not sure".

Other storeys may use: `answer.answer` with `records.find` (the embedded answerer), `answer.Answerer` and
`answer.check_answerer` (the seam), `grounding.sources` (the passages that a draft stands in), `written.Writer` and
`language_model.LanguageModel` (drafts in a model's words, off until configured), `records.add`, `publish`, `retire`,
`find`, `passage`, `still_valid`, `knowledge_version` (the house), `load.add_folder` (the command line), `pages.urls`
(the web), `intent_file.read`, `understanding.understood` (the house), `intent_training.train`,
`intent_figures.figures`, `embedding.Embedder` (the command line). The desk's tables here hold nothing about customers.
"""
