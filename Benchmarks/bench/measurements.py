"""Everything that one run measures, and the rows it makes."""

from dataclasses import dataclass, field

from . import conversations, crowd, steady, streams
from .conversations import Conversations
from .crowd import Crowd
from .endurance import Endurance, Load
from .health import Health
from .ledger import Ledger
from .places import Places
from .programs import Programs
from .row import Row
from .samples import Samples
from .schedule import Schedule
from .startup import Startup
from .steady import Steady

PARTS = ("start", "health", "bursts", "waiting", "turns", "new", "live", "streams", "image")
BUSY = "Waiting for a processor counts too: mind the CPU row below."
WHERE = "docs/benchmarks.md says where the time goes."


@dataclass
class Plan:
    """How much is measured. `limit` bounds the whole run in seconds, dead peers excepted."""

    limit: float = 560
    starts: int = 8
    loads: int = 3
    load_seconds: int = 4
    conversations: int = 4
    sessions: int = 5
    crowds: int = 3
    turns: int = 6
    crowd_seconds: float = 40
    lives: int = 3
    live_seconds: float = 10
    endurance: Load = field(default_factory=Load)

    @classmethod
    def quick(cls) -> "Plan":
        return cls(
            120,
            starts=2,
            loads=1,
            load_seconds=2,
            conversations=2,
            sessions=2,
            crowds=1,
            turns=2,
            crowd_seconds=10,
            lives=1,
            live_seconds=4,
            endurance=Load.quick(),
        )


@dataclass
class Measurements:
    startup: Startup = field(default_factory=Startup)
    health: Health = field(default_factory=Health)
    conversations: dict[str, Conversations] = field(default_factory=dict)
    crowd: dict[str, Crowd] = field(default_factory=dict)
    steady: dict[str, Steady] = field(default_factory=dict)
    burst: streams.Burst = field(default_factory=streams.Burst)
    waiting: Samples = field(default_factory=Samples)
    endurance: Endurance = field(default_factory=lambda: Endurance(Load()))
    image: dict[str, dict[str, list[float]]] | None = None

    def run(self, places: Places, plan: Plan, parts: list[str], pins: tuple[int | None, int | None], say) -> None:
        schedule = Schedule(plan.limit)
        with Programs(places).model_stub() as model:
            programs = Programs(places, model.port)
            if "start" in parts:
                say("start-up and memory")
                self.startup.run(programs, schedule.rounds(plan.starts, 0.12))
            if "health" in parts:
                say("GET /health")
                self.health.run(places, programs, schedule.rounds(plan.loads, 0.24), plan.load_seconds, pins)
            if "bursts" in parts:
                say("bursts of events")
                self.burst.run(places, programs, schedule.rounds(plan.loads, 0.32), plan.load_seconds, pins)
            if "waiting" in parts:
                say("turns that wait")
                self.waiting = Samples([streams.waiting(programs)])
            if "turns" in parts:
                say("conversations one after the other")
                self.conversations = conversations.measure(programs, model, schedule.rounds(plan.conversations, 0.56), plan.sessions)
            if "new" in parts:
                say(f"{crowd.SESSIONS} new conversations at once")
                self.crowd = crowd.measure(programs, model, schedule.rounds(plan.crowds, 0.7), plan.turns, plan.crowd_seconds)
            if "live" in parts:
                say(f"{steady.SESSIONS} conversations that go on")
                self.steady = steady.measure(programs, model, schedule.rounds(plan.lives, 0.85), plan.live_seconds)
            if "streams" in parts:
                say("streams: idle, coming back, slow, dead")
                self.endurance = Endurance(plan.endurance)
                self.endurance.run(programs)

    def rows(self) -> list[Row]:
        rows = [*self._server_rows(), *self._turn_rows(), *self._new_rows(), *self._live_rows(), *self._stream_rows(), *self._image_rows()]
        return [row for row in rows if row.ours]

    def _server_rows(self) -> list[Row]:
        health, startup = self.health, self.startup
        nginx = health.cpu["nginx"]
        bound = nginx.median if nginx else 0
        return [
            Row("`GET /health`, CPU s per 100,000", health.cpu["roost"], nginx, "nginx, a file", 2, "≤ nginx", bound),
            Row("`GET /health`, CPU s per 100,000", health.cpu["roost"], health.cpu["peer"], digits=2),
            Row("`GET /health`, requests/s", health.rate["roost"], health.rate["nginx"], "nginx, a file", 0),
            Row("`GET /health`, requests/s", health.rate["roost"], health.rate["peer"], digits=0),
            Row("start to first answer, ms", startup.start["roost"], startup.start["peer"], budget="≤ 10", bound=10, is_timed=True, why=BUSY),
            Row("start to first answer, CPU ms", startup.cpu["roost"], startup.cpu["peer"]),
            Row("memory before any session, RSS MB", startup.rss["roost"], startup.rss["peer"], budget="≤ 15", bound=15),
            Row("memory before any session, PSS MB", startup.pss["roost"], startup.pss["peer"]),
        ]

    def _turn_rows(self) -> list[Row]:
        if not self.conversations:
            return []
        ours, peer = self.conversations["roost"], self.conversations["peer"]
        first, second = peer.first_event.median, peer.second_end.median
        return [
            Row("new session, first event, ms", ours.first_event, peer.first_event, budget="≤ half the peer's", bound=first / 2, is_timed=True, why=WHERE),
            Row("new session, turn end, ms", ours.first_end, peer.first_end),
            Row("second turn, first event, ms", ours.second_event, peer.second_event),
            Row("second turn, turn end, ms", ours.second_end, peer.second_end, budget="≤ a quarter of the peer's", bound=second / 4, is_timed=True, why=WHERE),
            Row("second turn, turn end, ms", ours.second_end, peer.second_end, budget="≤ 46 + a tenth of the peer's", bound=46 + second / 10, is_timed=True, why=WHERE),
            *self._cost_rows("short conversations", ours.ledger, peer.ledger),
        ]

    def _new_rows(self) -> list[Row]:
        if not self.crowd:
            return []
        ours, peer = self.crowd["roost"], self.crowd["peer"]
        what = "10 new sessions at once"
        return [
            Row(f"{what}, turns/s", ours.rate, peer.rate, digits=2, budget="≥ 12", bound=12, at_least=True, is_timed=True, why=WHERE),
            Row(f"{what}, turn end, ms", ours.end, peer.end, digits=0),
            Row("memory after them, RSS MB", ours.rss, peer.rss),
        ]

    def _live_rows(self) -> list[Row]:
        if not self.steady:
            return []
        ours, peer = self.steady["roost"], self.steady["peer"]
        what = "10 live sessions"
        return [
            Row(f"{what}, turns/s", ours.rate, peer.rate, digits=2, budget="≥ 30", bound=30, at_least=True, is_timed=True, why=WHERE),
            Row(f"{what}, turn end, ms", ours.end, peer.end, digits=0),
            *self._cost_rows(what, ours.ledger, peer.ledger),
            Row("memory after them, RSS MB", ours.rss, peer.rss),
        ]

    @staticmethod
    def _cost_rows(what: str, ours: Ledger, peer: Ledger) -> list[Row]:
        return [
            Row(f"{what}, host's CPU per turn, ms", ours.own, peer.host, digits=2, budget="≤ 0.5", bound=0.5, why=WHERE),
            Row(f"{what}, of it the server's, ms", ours.host, peer.host, digits=2),
            Row(f"{what}, of it the guardians', ms", ours.guardian, Samples(), digits=2),
        ]

    def _stream_rows(self) -> list[Row]:
        burst, found = self.burst, self.endurance

        def row(what: str, name: str, digits: int = 0, budget: str = "–", bound: float | None = None) -> Row:
            return Row(what, found[name], Samples(), digits=digits, budget=budget, bound=bound)

        none, few = ("0", 0), ("≤ 100", 100)
        return [
            Row("50 events of 300 B, CPU s per 100,000 events", burst.cpu["roost"], burst.cpu["peer"], "StreamingResponse", 2),
            Row("50 events of 300 B, events/s", burst.rate["roost"], burst.rate["peer"], "StreamingResponse", 0),
            Row("memory per stream that waits for its turn, KB", self.waiting, Samples()),
            row("idle streams at once", "idle streams"),
            row("idle streams, memory of each, KB", "idle memory", 1),
            row("idle streams, descriptors of each", "idle descriptors", 2, "≤ 1", 1),
            row("idle streams with their heartbeats, CPU ms per s", "idle cpu", 1),
            row("idle streams that missed an event", "idle missed", 0, *none),
            row("descriptors left by idle streams", "idle left", 0, *none),
            row("memory left by each idle stream, KB", "idle memory left", 1),
            row("clients that come back, connections", "returns"),
            row("clients that come back, connections/s", "return rate"),
            row("clients that come back, server's CPU µs per connection", "return cpu"),
            row("clients that come back and missed an event", "return missed", 0, *none),
            row("memory left by each connection, B", "return memory", 0, *few),
            row("descriptors left by clients that came back", "return left", 0, *none),
            row("memory per slow reader of 20 MB, KB", "slow memory"),
            row("memory per slow reader who comes when it is over, KB", "late memory"),
            row("descriptors left by slow readers", "slow left", 0, *none),
            row("dead peers, seconds until the last one is noticed", "dead seconds"),
            row("descriptors left by dead peers", "dead left", 0, *none),
            row("memory left by each dead peer, KB", "dead memory left", 1),
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
        kinds = {"one after the other": self.conversations, "ten new at once": self.crowd, "ten that live": self.steady}
        return [
            [f"{name}, {kind}", *self._share(found[side].ledger)]
            for kind, found in kinds.items()
            for side, name in (("roost", "Roost"), ("peer", "Python server"))
            if found
        ]

    @staticmethod
    def _share(ledger: Ledger) -> list[str]:
        guardian = ledger.guardian.text(2) if any(ledger.guardian) else "–"
        return [ledger.host.text(2), guardian, ledger.agents.text(0), ledger.client.text(2), ledger.model.text(2)]
