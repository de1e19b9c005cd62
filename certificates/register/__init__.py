"""The register: numbers, issuing, what becomes of an entry. Nothing is deleted or renumbered."""
