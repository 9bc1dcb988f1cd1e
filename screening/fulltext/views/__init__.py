"""The pages of full texts: one report and its files, and many PDFs at once."""
