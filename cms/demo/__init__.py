"""The demo: the year 2010 and a current year, built by the verbs that the site itself uses."""
