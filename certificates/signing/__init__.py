"""Signatures: of papers (PAdES), of the short record in the QR code, of credentials (Ed25519).

Knows keys and bytes, no model. A key never leaves this room, and never enters a child process.
"""
