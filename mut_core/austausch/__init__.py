"""Austausch: Maßnahmenlisten herein, wie sie sind, und hinaus in der Form, in der sie hereinkommen."""
