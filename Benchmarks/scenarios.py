"""What is measured. Each scenario drives the real program from outside and yields figures."""

from answering import answers, slow_disk
from auditing import auditor
from codes import second_factor
from doors import connections, logins, regions
from families import family
from inbound import inbound
from neighbours import neighbours
from profiles import profiles
from sending import distance, growth, mail, postfix
from startup import imports, start

ALL = {each.__name__.replace("_", "-"): each for each in (
    start, imports, mail, postfix, distance, answers, slow_disk, inbound, logins, second_factor, regions, connections,
    growth, neighbours, profiles, family, auditor)}
