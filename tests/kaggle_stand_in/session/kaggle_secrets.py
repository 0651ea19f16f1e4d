"""What stands for the module of this name in a session on Kaggle: asks the secrets service, over HTTP.

Like the original it waits 40 s for a service that says nothing, knows nothing that it remembers, and raises errors that
have no class in common; an answer such as 401 becomes a ConnectionError, as there.
"""

import json
import os
import urllib.error
import urllib.request

PATIENCE = 40.0  # seconds


class CredentialError(Exception):
    """The session has no token."""


class BackendError(Exception):
    """The service answered, but not with a secret: none of this name is attached to the notebook."""


class ValidationError(Exception):
    """A secret without a name was asked for."""


class UserSecretsClient:
    """Raises CredentialError outside of a session."""

    def __init__(self):
        if "KAGGLE_USER_SECRETS_TOKEN" not in os.environ:
            raise CredentialError("no KAGGLE_USER_SECRETS_TOKEN")
        self.address = os.environ["KAGGLE_URL_BASE"] + "/requests/GetUserSecretByLabelRequest"

    def get_secret(self, label: str) -> str:
        """The secret attached under this name."""
        if not label:
            raise ValidationError("a secret has a name")
        asked = {"Label": label, "JWE": os.environ["KAGGLE_USER_SECRETS_TOKEN"]}
        request = urllib.request.Request(self.address, json.dumps(asked).encode(), {"Content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                answer = json.loads(response.read())
        except (urllib.error.URLError, TimeoutError) as error:
            raise ConnectionError("the service could not be reached") from error
        if not answer.get("wasSuccessful"):
            raise BackendError(f"unexpected: {answer}")
        return answer["result"]["secret"]
