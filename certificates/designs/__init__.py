"""Designs of certificates as data: places in a markup, what may stand in it, how texts fit."""
