"""What every page stands in: menu, addresses in both languages, sitemaps, fonts, styles."""
