"""The addresses of a file and of a change on the town's forge, where the settings name one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from site_builder.settings import Forge

_SHOW = {"github": "blob/{}", "gitlab": "-/blob/{}", "gitea": "src/branch/{}"}
_EDIT = {"github": "edit/{}", "gitlab": "-/edit/{}", "gitea": "_edit/{}"}
_HISTORY = {"github": "commits/{}", "gitlab": "-/commits/{}", "gitea": "commits/branch/{}"}
_CHANGE = {"github": "commit", "gitlab": "-/commit", "gitea": "commit"}


@dataclass(frozen=True, slots=True)
class OnForge:
    """Where things lie on one forge. `folder` is the register's in the repository, "" or `office/`."""

    forge: Forge
    folder: str = ""

    def show(self, path: str) -> str:
        """The page of a file."""
        return self._file(_SHOW, path)

    def edit(self, path: str) -> str:
        """The page on which a file can be edited."""
        return self._file(_EDIT, path)

    def history(self, path: str) -> str:
        """The page of the changes of a file."""
        return self._file(_HISTORY, path)

    def change(self, commit: str) -> str:
        """The page of one change, by the whole id of its commit."""
        return f"{self.forge.repository}/{self._of(_CHANGE)}/{commit}"

    def _file(self, places: dict[str, str], path: str) -> str:
        place = self._of(places).format(quote(self.forge.branch))
        return f"{self.forge.repository}/{place}/{quote(self.folder + path)}"

    def _of(self, places: dict[str, str]) -> str:
        """Forgejo has the addresses of Gitea."""
        return places.get(self.forge.kind, places["gitea"])
