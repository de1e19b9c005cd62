"""The library: uploads that are checked, texts that are read, lists that are searched."""
