"""What is done to a team: inviting, joining, changing roles, removing."""

from screening.team.actions.invitations import accept_invitation, invite, revoke_invitation
from screening.team.actions.members import change_roles, join, remove_member

__all__ = ["accept_invitation", "change_roles", "invite", "join", "remove_member", "revoke_invitation"]
