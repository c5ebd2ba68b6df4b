"""replay: past turns decided again, exactly, or under what is proposed: a guideline, lists, articles, an answerer.

Others may use: `job.Job` and `job.Work` (what is asked), `engine.run` and `spark.run_on_spark` (who does it),
`compare.compare` (what came out otherwise), `replay.again` (one turn), `foresee.stays` (from typed facts alone).
"""
