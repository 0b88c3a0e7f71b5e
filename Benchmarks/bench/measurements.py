"""Everything that one run measures, and the rows it makes."""

from dataclasses import dataclass, field

from . import conversations, crowd, guardian, streams
from .conversations import Conversations
from .crowd import Crowd
from .health import Health
from .places import Places
from .programs import Programs
from .row import Row
from .samples import Samples
from .schedule import Schedule
from .startup import Startup

BUSY = "Waiting for a processor counts too: mind the CPU row below."
COLD = "Every turn starts a claude process of its own, about half a second of CPU; processes are not kept warm between turns."


@dataclass
class Plan:
    """How much is measured. `limit` bounds the whole run in seconds."""

    limit: float = 560
    starts: int = 8
    loads: int = 3
    load_seconds: int = 4
    conversations: int = 5
    sessions: int = 5
    crowds: int = 3
    turns: int = 6
    crowd_seconds: float = 40
    guarded: int = 200

    @classmethod
    def quick(cls) -> "Plan":
        return cls(100, starts=2, loads=1, load_seconds=2, conversations=2, sessions=3, crowds=1, turns=2, crowd_seconds=10, guarded=50)


@dataclass
class Measurements:
    startup: Startup = field(default_factory=Startup)
    health: Health = field(default_factory=Health)
    conversations: dict[str, Conversations] = field(default_factory=dict)
    crowd: dict[str, Crowd] = field(default_factory=dict)
    burst: streams.Burst = field(default_factory=streams.Burst)
    guardian: Samples = field(default_factory=Samples)
    waiting: Samples = field(default_factory=Samples)
    image: dict[str, dict[str, list[float]]] | None = None

    def run(self, places: Places, plan: Plan, pins: tuple[int | None, int | None], say) -> None:
        schedule = Schedule(plan.limit)
        with Programs(places).model_stub() as model:
            programs = Programs(places, model.port)
            say("start-up and memory")
            self.startup.run(programs, schedule.rounds(plan.starts, 0.12))
            say("GET /health")
            self.health.run(places, programs, schedule.rounds(plan.loads, 0.28), plan.load_seconds, pins)
            say("bursts of events")
            self.burst.run(places, programs, schedule.rounds(plan.loads, 0.36), plan.load_seconds, pins)
            say("the guardian alone, and streams that wait")
            self.guardian = guardian.measure(places, plan.guarded)
            self.waiting = Samples([streams.waiting(programs)])
            say("conversations one after the other")
            self.conversations = conversations.measure(programs, model, schedule.rounds(plan.conversations, 0.68), plan.sessions)
            say(f"{crowd.SESSIONS} conversations at once")
            self.crowd = crowd.measure(programs, model, schedule.rounds(plan.crowds, 0.95), plan.turns, plan.crowd_seconds)

    def rows(self) -> list[Row]:
        return [*self._server_rows(), *self._turn_rows(), *self._stream_rows(), *self._image_rows()]

    def _server_rows(self) -> list[Row]:
        health, startup = self.health, self.startup
        nginx = health.cpu["nginx"]
        return [
            Row("`GET /health`, CPU s per 100,000", health.cpu["roost"], nginx, "nginx, a file", 2, "≤ nginx", nginx.median),
            Row("`GET /health`, CPU s per 100,000", health.cpu["roost"], health.cpu["peer"], digits=2),
            Row("`GET /health`, requests/s", health.rate["roost"], health.rate["nginx"], "nginx, a file", 0),
            Row("`GET /health`, requests/s", health.rate["roost"], health.rate["peer"], digits=0),
            Row("start to first answer, ms", startup.start["roost"], startup.start["peer"], budget="≤ 10", bound=10, is_timed=True, why=BUSY),
            Row("start to first answer, CPU ms", startup.cpu["roost"], startup.cpu["peer"]),
            Row("memory before any session, RSS MB", startup.rss["roost"], startup.rss["peer"], budget="≤ 15", bound=15),
            Row("memory before any session, PSS MB", startup.pss["roost"], startup.pss["peer"]),
        ]

    def _turn_rows(self) -> list[Row]:
        ours, peer = self.conversations["roost"], self.conversations["peer"]
        many, others = self.crowd["roost"], self.crowd["peer"]
        own = Samples(value + self.guardian.median for value in ours.ledger.host)
        half, tenth = peer.first_event.median / 2, peer.second_end.median / 10
        cost = "The guardian is in it. docs/benchmarks.md says where the time goes."
        return [
            Row(
                "new session, first event, ms", ours.first_event, peer.first_event, budget="≤ half the peer's", bound=half, is_timed=True, why=COLD
            ),
            Row("new session, turn end, ms", ours.first_end, peer.first_end),
            Row("second turn, first event, ms", ours.second_event, peer.second_event),
            Row(
                "second turn, turn end, ms",
                ours.second_end,
                peer.second_end,
                budget="≤ 46 + a tenth of the peer's",
                bound=46 + tenth,
                is_timed=True,
                why=COLD,
            ),
            Row("host's CPU per turn, ms", own, peer.ledger.host, digits=2, budget="≤ 0.5", bound=0.5, why=cost),
            Row("host's CPU per turn, the server's part, ms", ours.ledger.host, peer.ledger.host, digits=2),
            Row("host's CPU per turn, the guardian's part, ms", self.guardian, Samples(), digits=2),
            Row(
                "10 new sessions at once, turns/s",
                many.rate,
                others.rate,
                digits=2,
                budget="≥ 12",
                bound=12,
                at_least=True,
                is_timed=True,
                why=COLD,
            ),
            Row("10 new sessions at once, turn end, ms", many.end, others.end, digits=0),
            Row("memory after them, RSS MB", many.rss, others.rss),
        ]

    def _stream_rows(self) -> list[Row]:
        burst = self.burst
        return [
            Row("50 events of 300 B, CPU s per 100,000 events", burst.cpu["roost"], burst.cpu["peer"], "StreamingResponse", 2),
            Row("50 events of 300 B, events/s", burst.rate["roost"], burst.rate["peer"], "StreamingResponse", 0),
            Row("memory per stream that waits for its turn, KB", self.waiting, Samples()),
        ]

    def _image_rows(self) -> list[Row]:
        if self.image is None:
            return []
        ours, peer = ({name: Samples(values) for name, values in self.image[side].items()} for side in ("roost", "peer"))
        name = "Python image"
        return [
            Row("container image, MB", ours["size"], peer["size"], name, 0),
            Row("of it what runs the agent, without Debian and claude, MB", ours["contents"], peer["contents"], name),
            Row("`docker run` to first answer, ms", ours["start"], peer["start"], name, 0),
        ]

    def shares(self) -> list[list[str]]:
        """CPU ms per turn by who used it."""
        return [
            ["Roost, one after the other", *self._share(self.conversations["roost"].ledger, True)],
            ["Python server, one after the other", *self._share(self.conversations["peer"].ledger, False)],
            ["Roost, ten at once", *self._share(self.crowd["roost"].ledger, True)],
            ["Python server, ten at once", *self._share(self.crowd["peer"].ledger, False)],
        ]

    def _share(self, ledger, is_guarded: bool) -> list[str]:
        guard = self.guardian.median if is_guarded else 0
        agents = Samples(value - guard for value in ledger.agents)
        guarded = self.guardian.text(2) if is_guarded else "–"
        return [ledger.host.text(2), guarded, agents.text(0), ledger.client.text(2), ledger.model.text(2)]
