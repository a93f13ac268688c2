"""The language server: `assist` for editors that speak the Language Server Protocol. Needs the extra `lsp`."""
