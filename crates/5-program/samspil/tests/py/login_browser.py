"""A browser for the tests of login: keeps cookies, fills in the development provider's form, shows what it is sent on with."""
import html
import re
import time

import requests


class Browser(requests.Session):
    def __init__(self, adresse, rod):
        super().__init__()
        self.adresse, self.verify = adresse, rod

    def side(self, url):
        return self.get(url if url.startswith("http") else self.adresse + url, allow_redirects=False)

    def form(self, til, felter):
        return self.post(self.adresse + til, data=felter, allow_redirects=False)

    def log_ind(self, side, niveau, **mere):
        person = re.search(r'name="person" value="([^"]+)"', side.text)
        assert person, f"no person to log in as: {side.status_code} {side.text}"
        felter = {"forloeb": felt(side.text, "forloeb"), "person": person[1], "identitet": niveau, "middel": niveau, "handling": "login"}
        return self.form("/login/udvikling", felter | mere)


def felt(tekst, navn):
    fundet = re.search(rf'name="{navn}" value="([^"]*)"', tekst)
    assert fundet, f"no {navn}: {tekst}"
    return html.unescape(fundet[1])


def venter(proev):
    """What was put into the folder is taken up within seconds."""
    for _ in range(60):
        svar = proev()
        if svar.status_code != 404:
            return svar
        time.sleep(0.5)
    raise AssertionError("what was connected was not taken up")
