"""How each measured program is started."""

from pathlib import Path

from .places import Places, clean_environment, free_port
from .server import Server

KEY = "sk-ant-offline"
NGINX = """
worker_processes 1;
daemon off;
error_log stderr crit;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 100000000;
    open_file_cache max=16;
    types {{ application/json json; }}
    default_type application/json;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


class Programs:
    """Starts servers with fresh folders. `model` is the port of the offline model, where turns need one."""

    def __init__(self, places: Places, model: int | None = None):
        self.places = places
        self.model = model

    def _environment(self, folder: Path) -> dict[str, str]:
        environment = clean_environment(folder)
        environment["ANTHROPIC_API_KEY"] = KEY
        environment["ANTHROPIC_BASE_URL"] = f"http://127.0.0.1:{self.model or 9}"
        environment["ROOST_CLAUDE"] = str(self.places.claude)
        # A machine's own, which outlives a start: what claude has told of its version is asked once.
        environment["ROOST_CACHE"] = str(self.places.folder / "cache")
        return environment

    def roost(self, cpu: int | None = None, arguments: list[str] | None = None, agent: Path | None = None) -> Server:
        folder = self.places.new_folder("roost")
        port = free_port()
        command = [str(self.places.roost), "serve", "--listen", f"127.0.0.1:{port}", "--data", str(folder / "data"), *(arguments or [])]
        environment = self._environment(folder)
        if agent:
            environment["ROOST_CLAUDE"] = str(agent)
        return Server("roost", command, environment, port, folder, cpu)

    def peer(self, cpu: int | None = None) -> Server:
        folder = self.places.new_folder("peer")
        port = free_port()
        work = folder / "app"
        work.mkdir()
        environment = self._environment(folder) | {
            "PORT": str(port),
            "CLAUDE_CONFIG_DIR": str(folder / "data"),
            "AGENT_CWD": str(work),
        }
        command = [str(self.places.python), str(self.places.checkout / "Benchmarks/peer/server.py")]
        return Server("peer", command, environment, port, folder, cpu)

    def nginx(self, cpu: int | None = None) -> Server:
        folder = self.places.new_folder("nginx")
        port = free_port()
        (folder / "www").mkdir()
        (folder / "www/health").write_text('{"status":"ok"}')
        # Its worker may be another user.
        for path in (self.places.folder, folder, folder / "www"):
            path.chmod(0o755)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        command = [str(self.places.nginx), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
        return Server("nginx", command, clean_environment(folder), port, folder, cpu)

    def model_stub(self, cpu: int | None = None) -> Server:
        folder = self.places.new_folder("model")
        port = free_port()
        command = [str(self.places.roost), "model-stub", "--listen", f"127.0.0.1:{port}"]
        return Server("model", command, clean_environment(folder), port, folder, cpu)

    def burst_peer(self, events: int, size: int, cpu: int | None = None) -> Server:
        folder = self.places.new_folder("burst")
        port = free_port()
        environment = clean_environment(folder) | {"PORT": str(port), "EVENTS": str(events), "BYTES": str(size)}
        command = [str(self.places.python), str(self.places.checkout / "Benchmarks/peer/burst.py")]
        return Server("burst", command, environment, port, folder, cpu)
