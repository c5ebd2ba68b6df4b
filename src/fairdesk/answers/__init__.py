"""answers: the company's articles, found and quoted with their source, or an honest "not sure"."""
