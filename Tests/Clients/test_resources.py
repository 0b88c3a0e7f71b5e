"""Files, skills, vaults, memory stores, session resources, threads, models."""

import io
import time
import zipfile

import anthropic
import pytest

from conftest import Setting, toolset
from described import Seen
from turns import kinds, message, only, said, turn, until_idle


def test_a_file_is_uploaded_listed_and_deleted(client: anthropic.Anthropic) -> None:
    file = client.beta.files.upload(file=("a.txt", b"abc", "text/plain"))
    assert (file.filename, file.mime_type, file.size_bytes, file.type) == ("a.txt", "text/plain", 3, "file")
    assert client.beta.files.retrieve_metadata(file.id).id == file.id
    assert file.id in [other.id for other in client.beta.files.list(limit=1000)]
    with pytest.raises(anthropic.BadRequestError) as refusal:
        client.beta.files.download(file.id)
    assert refusal.value.body["error"]["details"]["error_code"] == "file_not_downloadable"
    assert client.beta.files.delete(file.id).type == "file_deleted"
    with pytest.raises(anthropic.NotFoundError):
        client.beta.files.retrieve_metadata(file.id)


def test_names_and_bytes_of_any_kind_are_kept(client: anthropic.Anthropic) -> None:
    content = bytes(range(256)) * 1000
    file = client.beta.files.upload(file=("Übung 1.bin", content, "application/octet-stream"))
    assert (file.filename, file.size_bytes) == ("Übung 1.bin", 256000)


def test_a_session_reads_its_files_and_what_it_makes_can_be_fetched(client: anthropic.Anthropic) -> None:
    file = client.beta.files.upload(file=("a.txt", b"a wren sings", "text/plain"))
    session = Setting(client, tools=[toolset("bash", "read")]).session(
        resources=[{"type": "file", "file_id": file.id, "mount_path": "/mnt/session/uploads/a.txt"}])
    # A path below /mnt is one below the working directory.
    command = f"cat .{session.resources[0].mount_path}; mkdir -p mnt/session/outputs; echo made >mnt/session/outputs/b.txt"
    events = turn(client, session.id, f'[[tool:Bash {{"command":"{command}"}}]] [[text:Done.]]')
    assert "a wren sings" in only(events, "agent.tool_result").content[0].text
    files = {file.filename: file for file in outputs(client, session.id, 2)}
    assert files["a.txt"].id == session.resources[0].file_id
    assert files["b.txt"].downloadable and files["b.txt"].scope.id == session.id
    assert client.beta.files.download(files["b.txt"].id).read() == b"made\n"


def outputs(client: anthropic.Anthropic, session_id: str, count: int) -> list:
    """The files of a session; those that it made come a moment after it is idle."""
    for _ in range(100):
        files = list(client.beta.files.list(scope_id=session_id, betas=["managed-agents-2026-04-01"]))
        if len(files) >= count:
            return files
        time.sleep(0.1)
    raise AssertionError(f"only {[file.filename for file in files]}")


def test_resources_are_added_and_taken_away(client: anthropic.Anthropic, setting: Setting) -> None:
    file = client.beta.files.upload(file=("a.txt", b"abc", "text/plain"))
    session = setting.session()
    resource = client.beta.sessions.resources.add(session.id, file_id=file.id, type="file")
    assert resource.id.startswith("sesrsc_") and resource.file_id != file.id and resource.mount_path
    assert [other.id for other in client.beta.sessions.resources.list(session.id)] == [resource.id]
    assert client.beta.sessions.resources.retrieve(resource.id, session_id=session.id).id == resource.id
    with pytest.raises(anthropic.BadRequestError):
        client.beta.sessions.resources.update(resource.id, session_id=session.id, authorization_token="t")
    assert client.beta.sessions.resources.delete(resource.id, session_id=session.id).type == "session_resource_deleted"
    assert not list(client.beta.sessions.resources.list(session.id))


def test_the_primary_thread_is_there_and_has_the_events(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = turn(client, session.id, "Hello.")
    threads = list(client.beta.sessions.threads.list(session.id))
    assert len(threads) == 1 and threads[0].parent_thread_id is None and threads[0].status == "idle"
    assert only(events, "session.thread_status_running").session_thread_id == threads[0].id
    assert client.beta.sessions.threads.retrieve(threads[0].id, session_id=session.id).id == threads[0].id
    listed = list(client.beta.sessions.threads.events.list(threads[0].id, session_id=session.id, limit=5))
    assert "agent.message" in kinds(listed) and len({event.id for event in listed}) == len(listed)
    with client.beta.sessions.threads.events.stream(threads[0].id, session_id=session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[message("Again.")])
        assert "Again." in said(until_idle(stream))


def test_a_thread_goes_with_its_session_alone(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    thread = client.beta.sessions.threads.list(session.id).data[0]
    with pytest.raises(anthropic.BadRequestError, match="thread"):
        client.beta.sessions.threads.archive(thread.id, session_id=session.id)


def test_a_skill_has_versions(client: anthropic.Anthropic) -> None:
    text = "---\nname: {0}\ndescription: {1}\n---\nSay {1}.\n"
    skill = client.beta.skills.create(files=[("birds/SKILL.md", text.format("birds", "of birds").encode()), ("birds/a.txt", b"a")])
    assert skill.source.type == "custom" and skill.display_name
    version = client.beta.skills.versions.create(skill.id, files=[("birds/SKILL.md", text.format("birds", "of wrens").encode())])
    assert (version.name, version.description, version.skill_id) == ("birds", "of wrens", skill.id)
    assert client.beta.skills.retrieve(skill.id).latest_version_id == version.id
    assert len(list(client.beta.skills.versions.list(skill.id))) == 2
    assert client.beta.skills.versions.retrieve(version.id, skill_id=skill.id).id == version.id
    with zipfile.ZipFile(io.BytesIO(client.beta.skills.versions.download(version.id, skill_id=skill.id).read())) as archive:
        assert any(name.endswith("SKILL.md") for name in archive.namelist())
    assert skill.id in [other.id for other in client.beta.skills.list(source="custom")]
    for other in client.beta.skills.versions.list(skill.id):
        client.beta.skills.versions.delete(other.id, skill_id=skill.id)
    assert client.beta.skills.delete(skill.id).type == "skill_deleted"


def test_an_agent_uses_its_skill(client: anthropic.Anthropic) -> None:
    content = b"---\nname: birds\ndescription: of birds\n---\nA wren weighs nine grams.\n"
    skill = client.beta.skills.create(files=[("birds/SKILL.md", content)])
    session = Setting(client, tools=[toolset("read")], skills=[{"type": "custom", "skill_id": skill.id}]).session()
    assert session.agent.skills[0].version
    assert "Skill" in said(turn(client, session.id, "[[echo-tools]]"))


def test_a_skill_that_forks_has_a_thread_whose_calls_are_confirmed(client: anthropic.Anthropic) -> None:
    words = '[[tool:Bash {"command":"echo from below"}]] [[text:Inner.]]'
    content = f"---\nname: forky\ndescription: forks\ncontext: fork\n---\n{words}\n".encode()
    skill = client.beta.skills.create(files=[("forky/SKILL.md", content)])
    tools = [toolset("bash", "read", policy="always_ask")]
    session = Setting(client, tools=tools, skills=[{"type": "custom", "skill_id": skill.id}]).session()
    events = turn(client, session.id, '[[tool:Skill {"skill":"forky"}]] [[text:Outer.]]')
    thread_id = only(events, "session.thread_created").session_thread_id
    use = only([event for event in events if getattr(event, "session_thread_id", None) == thread_id], "agent.tool_use")
    assert events[-1].stop_reason.event_ids == [use.id]
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(
            session.id, events=[{"type": "user.tool_confirmation", "tool_use_id": use.id, "result": "allow"}])
        rest = until_idle(stream)
    assert rest[-1].stop_reason.type == "end_turn" and "Outer." in said(rest) and "Inner." not in said(events + rest).split("Outer.")[1]
    primary, child = client.beta.sessions.threads.list(session.id)
    assert (primary.parent_thread_id, child.id, child.parent_thread_id, child.agent.type) == (None, thread_id, primary.id, "inline")
    assert client.beta.sessions.threads.retrieve(thread_id, session_id=session.id).status == "idle"
    below = list(client.beta.sessions.threads.events.list(thread_id, session_id=session.id))
    assert "from below" in only(below, "agent.tool_result").content[0].text
    assert "Inner." in said(below)
    assert only(below, "agent.tool_use").id == use.id
    assert kinds(below)[0] == "session.thread_status_running" and kinds(below)[-1] == "session.thread_status_idle"


def test_a_vault_never_gives_a_secret_back(client: anthropic.Anthropic, seen: Seen) -> None:
    vault = client.beta.vaults.create(display_name="v", metadata={"a": "1"})
    auth = {"type": "static_bearer", "mcp_server_url": "https://mcp.example.com/mcp", "token": "s3cret-wren"}
    credential = client.beta.vaults.credentials.create(vault.id, auth=auth, display_name="c")
    assert (credential.auth.type, credential.auth.mcp_server_url) == ("static_bearer", auth["mcp_server_url"])
    assert "s3cret-wren" not in credential.to_json()
    with pytest.raises(anthropic.ConflictError):
        client.with_options(max_retries=0).beta.vaults.credentials.create(vault.id, auth=auth)
    changed = client.beta.vaults.credentials.update(credential.id, vault_id=vault.id, display_name="d", auth={"type": "static_bearer", "token": "n3w-wren"})
    assert changed.display_name == "d"
    assert [other.id for other in client.beta.vaults.credentials.list(vault.id)] == [credential.id]
    assert client.beta.vaults.credentials.retrieve(credential.id, vault_id=vault.id).display_name == "d"
    with pytest.raises(anthropic.InternalServerError):
        client.beta.vaults.credentials.mcp_oauth_validate(credential.id, vault_id=vault.id)
    assert client.beta.vaults.credentials.archive(credential.id, vault_id=vault.id).archived_at
    assert client.beta.vaults.credentials.delete(credential.id, vault_id=vault.id).type == "vault_credential_deleted"
    assert client.beta.vaults.update(vault.id, display_name="w").display_name == "w"
    assert client.beta.vaults.archive(vault.id).archived_at
    assert client.beta.vaults.delete(vault.id).type == "vault_deleted"


@pytest.mark.parametrize("auth", [
    {"type": "environment_variable", "secret_name": "A", "secret_value": "v", "networking": {"type": "unrestricted"}},
    {"type": "mcp_oauth", "access_token": "t", "mcp_server_url": "https://mcp.example.com"},
])
def test_credentials_that_nothing_uses_are_refused(client: anthropic.Anthropic, auth: dict) -> None:
    vault = client.beta.vaults.create(display_name="v")
    with pytest.raises(anthropic.BadRequestError):
        client.beta.vaults.credentials.create(vault.id, auth=auth)


def test_memories_are_written_versioned_and_guarded(client: anthropic.Anthropic, seen: Seen) -> None:
    store = client.beta.memory_stores.create(name="m")
    assert "agent-memory-2026-07-22" in seen.requests[-1].headers["anthropic-beta"]
    assert store.description == ""
    memories = client.beta.memory_stores.memories
    first = memories.create(store.id, path="/birds/wren.md", content="nine grams", view="full")
    assert (first.content, first.content_size_bytes) == ("nine grams", 10)
    guard = {"type": "content_sha256", "content_sha256": first.content_sha256}
    second = memories.update(first.id, memory_store_id=store.id, content="ten grams", precondition=guard)
    assert second.memory_version_id != first.memory_version_id
    with pytest.raises(anthropic.ConflictError) as refusal:
        client.with_options(max_retries=0).beta.memory_stores.memories.update(first.id, memory_store_id=store.id, content="x", precondition=guard)
    assert refusal.value.type == "memory_precondition_failed_error"
    with pytest.raises(anthropic.ConflictError):
        client.with_options(max_retries=0).beta.memory_stores.memories.create(store.id, path="/birds/wren.md", content="again")
    assert [entry.path for entry in memories.list(store.id, path_prefix="/", depth=1)] == ["/birds/"]
    assert memories.retrieve(first.id, memory_store_id=store.id, view="full").content == "ten grams"
    versions = list(client.beta.memory_stores.memory_versions.list(store.id, memory_id=first.id))
    assert sorted(version.operation for version in versions) == ["created", "modified"]
    old = next(version for version in versions if version.operation == "created")
    assert client.beta.memory_stores.memory_versions.retrieve(old.id, memory_store_id=store.id).content == "nine grams"
    assert client.beta.memory_stores.memory_versions.redact(old.id, memory_store_id=store.id).redacted_at
    assert memories.delete(first.id, memory_store_id=store.id, expected_content_sha256=second.content_sha256).type == "memory_deleted"
    assert client.beta.memory_stores.archive(store.id).archived_at
    assert client.beta.memory_stores.delete(store.id).type == "memory_store_deleted"


def test_a_session_has_its_memory_store(client: anthropic.Anthropic) -> None:
    store = client.beta.memory_stores.create(name="Field notes", description="birds")
    client.beta.memory_stores.memories.create(store.id, path="/wren.md", content="nine grams")
    session = Setting(client, tools=[toolset("bash")]).session(resources=[{"type": "memory_store", "memory_store_id": store.id}])
    resource = session.resources[0]
    assert (resource.type, resource.memory_store_id, resource.name) == ("memory_store", store.id, "Field notes")
    events = turn(client, session.id, f'[[tool:Bash {{"command":"cat .{resource.mount_path}wren.md"}}]] [[text:Done.]]')
    assert "nine grams" in only(events, "agent.tool_result").content[0].text


def test_models_are_listed(client: anthropic.Anthropic) -> None:
    models = list(client.models.list())
    assert models and client.models.retrieve(models[0].id).id == models[0].id
