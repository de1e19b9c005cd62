"""One search over classes, courses, news, pages and documents.

`terms` turns text into terms, `writing` keeps them beside each public thing, `finding` asks for
them, `marking` shows them in what was found. Nothing typed is ever part of a query language.
"""
