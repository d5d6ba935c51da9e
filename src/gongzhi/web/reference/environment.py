"""The page of environment variables: what an installation can choose without a change of code."""

from dataclasses import dataclass

from gongzhi.web.reference.markdown import code, table


@dataclass(frozen=True)
class Variable:
    """One variable: what it means and what holds without it."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "GONGZHI_HOME",
        "`~/.local/share/gongzhi`; for root `/var/lib/gongzhi`",
        "The data folder: embedded database, uploads, keys.",
    ),
    Variable("PORT", "8000, or a free one when it is taken", "The port of the web server."),
    Variable("GONGZHI_BIND", "`127.0.0.1`", "The address `gongzhi run` listens on."),
    Variable(
        "DATABASE_URL",
        "the embedded PostgreSQL",
        "A PostgreSQL server of your own (15 or later), as the role that serves. `gongzhi run` makes both roles"
        " itself when this role may.",
    ),
    Variable(
        "DATABASE_OWNER_URL",
        "`DATABASE_URL`",
        "The same database as the role that owns the tables and migrates (`gongzhi db prepare` prints both).",
    ),
    Variable(
        "GONGZHI_ADDRESS_RATE",
        "20",
        "Requests a second one network address may make of the whole installation on average; who comes more often"
        " gets 429 and when to come again. Files of pages are not counted; 0: nobody is.",
    ),
    Variable("GONGZHI_ADDRESS_BURST", "80", "How many of them at once."),
    Variable(
        "GONGZHI_TRUSTED_NETWORKS",
        "none",
        "Networks that are not counted, separated by commas: an office whose people share one address.",
    ),
    Variable(
        "GONGZHI_HOOK_NETWORKS",
        "none",
        "Networks that are not public and webhooks of other systems may still lie in, separated by commas.",
    ),
    Variable(
        "GONGZHI_WAITING",
        "64",
        "How many requests may wait for a thread of a web process; the next ones get 503.",
    ),
    Variable("GONGZHI_PATIENCE", "2", "Seconds a request waits for a thread at most; then it gets 503."),
    Variable(
        "GONGZHI_BODY_SILENCE", "10", "Seconds without a byte of a body, after which a connection is closed."
    ),
    Variable(
        "GONGZHI_BODY_GRACE",
        "20",
        "Seconds after which a body that arrives with less than 2 KB a second is closed.",
    ),
    Variable(
        "GONGZHI_BODIES",
        "512",
        "Megabytes of all bodies that arrive at a web process at once; one address gets a quarter. More gets 503.",
    ),
    Variable(
        "PG_BINDIR", "the embedded wheel, then the system's", "The folder with the programs of PostgreSQL."
    ),
    Variable(
        "GONGZHI_DEMO",
        "1 for `gongzhi run`",
        "0 starts empty and asks for the first administrator. Pages show the demo's sign-in only where the database"
        " holds the demo.",
    ),
    Variable(
        "GONGZHI_LANG", "the terminal's locale; Chinese when it names none", "`zh` or `en`, for the terminal."
    ),
    Variable(
        "GONGZHI_PASSWORD",
        "asked at the terminal",
        "The password for `gongzhi admin`, where nobody can type.",
    ),
    Variable(
        "GONGZHI_SECOND_FACTOR_FROM",
        "empty: nobody has to",
        "The day (`2027-01-01`) from which the posts below need a second factor; whoever has none sets one up at the"
        " next sign-in and can do nothing else before.",
    ),
    Variable(
        "GONGZHI_SECOND_FACTOR_POSTS",
        "administrators, leaders, supervisors",
        "Types of posts, joined by commas, that need one (`accounts/data/second_factor.yaml` has the default).",
    ),
    Variable(
        "GONGZHI_OIDC_ISSUER",
        "empty: none",
        "The issuer of an OpenID Connect provider staff may sign in with: an `https` address with discovery.",
    ),
    Variable("GONGZHI_OIDC_CLIENT", "empty: none", "Our client id at that provider."),
    Variable("GONGZHI_OIDC_SECRET", "empty", "Our secret at that provider; better in a file."),
    Variable("GONGZHI_OIDC_SECRET_FILE", "empty", "A file that holds the secret."),
    Variable("GONGZHI_OIDC_NAME", "the issuer", "What the button to the provider says."),
    Variable(
        "GONGZHI_OIDC_SECOND_FACTOR",
        "0",
        "1: whoever comes from the provider shows no second factor here, since the provider asked for one.",
    ),
    Variable("GONGZHI_OIDC_ONLY", "0", "1: passwords are no longer taken."),
    Variable("GONGZHI_OIDC_SIGN_OUT", "0", "1: signing out here signs out at the provider as well."),
    Variable(
        "GONGZHI_CIPHER",
        "`AES_256_GCM`",
        "`SM4_GCM` seals identities and backups by the Chinese standard cipher from now on; what was sealed before"
        " stays readable.",
    ),
    Variable(
        "GONGZHI_KEY_STORE",
        "files in `keys/` of the data folder",
        "`module:function` that returns where key-encryption keys live, for a security module.",
    ),
    Variable(
        "GONGZHI_SIGNER",
        "the file `keys/evidence.key` of the data folder",
        "`module:function` that returns what signs checkpoints, for a security module.",
    ),
    Variable(
        "GONGZHI_DETECTOR",
        "`gongzhi.people.screening:shipped`",
        "`module:function` that returns what finds personal data in texts, so that they are masked.",
    ),
    Variable(
        "GONGZHI_ENDPOINT_URL",
        "empty: none is asked",
        "The address of a server that speaks the protocol of OpenAI, up to `/v1`, for proposals by a language model"
        " ([how to](../how-to/connect-a-model-endpoint.md)). `https`, or `http` on this very machine.",
    ),
    Variable("GONGZHI_ENDPOINT_MODEL", "empty", "The name of the model there."),
    Variable("GONGZHI_ENDPOINT_KEY_FILE", "none", "A file that holds the key for it."),
    Variable("GONGZHI_ENDPOINT_TIMEOUT", "20", "Seconds an answer may take in all, a second try included."),
    Variable(
        "GONGZHI_ENDPOINT_CA",
        "the system's",
        "A file with the certificate of the authority that server is signed by.",
    ),
    Variable(
        "GONGZHI_OPEN311_FILE",
        "`channels/open311/data/services.yaml`",
        "A file of your own: what Open311 asks about a matter, and of which matters no case is published.",
    ),
    Variable(
        "GONGZHI_PHOTO_SCREEN",
        "`gongzhi.cases.photo_screen:UntilSomebodyLooked`",
        "`module:function` that returns what says of a resident's photo that it needs no cover; shipped, somebody has"
        " to look.",
    ),
    Variable("GONGZHI_NODE", "`local`", "The name every fact carries as its origin, e.g. the county's code."),
    Variable(
        "GONGZHI_ORIGIN",
        "`<GONGZHI_NODE>.gongzhi.invalid/evidence`",
        "The name of the evidence log: an address of yours without a scheme, e.g. `gongzhi.example/evidence`. Choose it"
        " before the first start: with another name witnesses see another log, and a new key signs it.",
    ),
    Variable(
        "GONGZHI_BEAT",
        "3600",
        "Seconds after which the evidence log grows by an entry of its own where nothing happened.",
    ),
    Variable(
        "GONGZHI_EVIDENCE_LIMIT",
        "900 (default of this project)",
        "Seconds a fact may stand unsigned; beyond that no personal data are given out until the worker has signed.",
    ),
    Variable(
        "GONGZHI_WITNESS_LIMIT",
        "300",
        "Seconds between the time an entry says and the one at which a witness first saw it. What differs more goes on"
        " record as `ledger.times_differ`. The default is one of this project.",
    ),
    Variable(
        "GONGZHI_SM2",
        "0",
        "1 signs every checkpoint by SM2 with SM3 as well; needs the optional package (`make sm`).",
    ),
    Variable("GONGZHI_HOSTS", "`localhost,127.0.0.1,[::1]`", "Host names the pages answer to, with commas."),
    Variable(
        "GONGZHI_ORIGINS",
        "none",
        "Origins whose forms are accepted behind a proxy, e.g. `https://gongzhi.example`.",
    ),
    Variable(
        "GONGZHI_HTTPS",
        "0",
        "1 behind a proxy that speaks TLS and sets `X-Forwarded-Proto`: cookies over TLS only, and HSTS.",
    ),
    Variable(
        "GONGZHI_SECRET_KEY",
        "made once in the data folder",
        "The key of sessions and follow-up codes. The same for all processes; a new one makes every code given out"
        " worthless.",
    ),
    Variable("GONGZHI_WORKERS", "2", "Processes of the web server."),
    Variable("GONGZHI_THREADS", "4", "Threads of each."),
    Variable("GONGZHI_POOL", "8; 16 of the worker", "The most database connections of one process."),
    Variable(
        "GONGZHI_PHOTOS",
        "5 (default of this project)",
        "The most photos that come with one report, addition or answer.",
    ),
    Variable(
        "GONGZHI_WHISTLE_DEPARTMENTS",
        "16 (default of this project)",
        "The most departments a town may call to one place by a whistle.",
    ),
    Variable(
        "GONGZHI_BUCKET",
        "none: files lie in the data folder",
        "The bucket of an S3-compatible storage that keeps photos and documents instead"
        " ([how to](../how-to/keep-photos-elsewhere.md)). It must not be public.",
    ),
    Variable(
        "GONGZHI_BUCKET_ENDPOINT", "the one of the service's maker", "Its address, e.g. `https://s3.example`."
    ),
    Variable("GONGZHI_BUCKET_REGION", "`us-east-1`", "Its region, where it has any."),
    Variable("GONGZHI_BUCKET_KEY", "none", "The access key, with the right to read, write, list and delete."),
    Variable("GONGZHI_BUCKET_SECRET", "none", "The secret that belongs to it."),
    Variable(
        "GONGZHI_BUCKET_ADDRESSING",
        "`path`",
        "`virtual` where the storage wants the bucket in the host name.",
    ),
    Variable(
        "GONGZHI_EXPORT_ROWS",
        "50000",
        "The most rows of a list that goes out as a file; of a longer list it holds the first ones and says so.",
    ),
    Variable(
        "GONGZHI_SEAL_DAYS",
        "730 (default of this project)",
        "For how many days at the longest a person may be told later of a use of their data, where a law wants it.",
    ),
    Variable(
        "GONGZHI_HOTLINE_LEVELS_FILE",
        "none: `channels/hotline/data/service_levels.yaml`",
        "A file with what a hotline is held to, from which day on, and by which rule"
        " ([how to](../how-to/connect-telephony.md)).",
    ),
    Variable(
        "GONGZHI_PURPOSES_FILE",
        "none: `people/data/purposes.yaml`",
        "A file with the installation's own purposes, legal bases and minutes of a reveal"
        " ([how to](../how-to/see-who-reported.md)).",
    ),
    Variable(
        "GONGZHI_PHONE_RELAY",
        "none: `relay/calls.jsonl` in the data folder",
        "`module:function` that returns a PhoneRelay: what connects calls without showing numbers.",
    ),
    Variable(
        "GONGZHI_EXCHANGE_PHONE",
        "none: the sentence names no number",
        "The number staff dial to reach the exchange that connects calls.",
    ),
    Variable(
        "GONGZHI_SMS_GATEWAY",
        "none: files in `sms/` of the data folder",
        "`module:function` that returns an SmsGateway: what sends and receives text messages"
        " ([how to](../how-to/tell-people.md)).",
    ),
    Variable(
        "GONGZHI_ADDRESS",
        "the first of `GONGZHI_ORIGINS`",
        "The address residents open, e.g. `https://gongzhi.example`: messages name it. Without one they name none.",
    ),
    Variable(
        "GONGZHI_MAIL_HOST",
        "none: nobody is offered e-mail",
        "The SMTP server notices go through ([how to](../how-to/tell-people.md)).",
    ),
    Variable("GONGZHI_MAIL_PORT", "25", "Its port."),
    Variable("GONGZHI_MAIL_TLS", "none", "`starttls` or `tls`."),
    Variable("GONGZHI_MAIL_USER", "none", "The account at the SMTP server, where it wants one."),
    Variable("GONGZHI_MAIL_PASSWORD", "none", "Its password."),
    Variable(
        "GONGZHI_MAIL_FROM",
        "`notices@gongzhi.invalid`",
        "The address notices come from. What cannot be delivered comes back there.",
    ),
    Variable("GONGZHI_MAIL_NAME", "none", "The name beside that address, e.g. of the county."),
    Variable(
        "GONGZHI_BOUNCES",
        "none",
        "A Maildir to which the mail server delivers what comes back to `GONGZHI_MAIL_FROM`; the worker reads it.",
    ),
    Variable(
        "GONGZHI_NOTICES_FOLDER",
        "`notices/` in the data folder",
        "The sender's journal, which says after a crash what went out. Never bring it back from a backup.",
    ),
    Variable(
        "GONGZHI_HOOK_HOSTS",
        "`oapi.dingtalk.com,qyapi.weixin.qq.com`",
        "Hosts the webhooks of units may lie on, with commas.",
    ),
    Variable("GONGZHI_TIME_ZONE", "`Asia/Shanghai`", "The zone in which pages show time."),
    Variable("CHROMIUM", "`/usr/bin/chromium`", "The browser of the tests and pictures (development)."),
)


def page() -> str:
    """Return the page."""
    return "\n\n".join(
        [
            "# Environment variables",
            table(
                ["variable", "default", "meaning"],
                [[code(each.name), each.default, each.meaning] for each in VARIABLES],
            ),
        ]
    )
