"""A real Redis that is restarted and hangs: whoever listens is told, or is told that they are not."""

import asyncio
import logging
import threading

import pytest

from engine import redis_channels
from engine.redis_channels import LOST, Lost, SharedChannelLayer

SECONDS = 15
NEWS = {"type": "news"}


@pytest.fixture
async def layer_of():
    """`layer_of(address)`: a layer, as another process has it."""
    made = []

    def make(address=""):
        made.append(SharedChannelLayer(address))
        return made[-1]

    yield make
    for layer in made:
        await layer.flush()
        if layer.address:
            layer._redis.close()


@pytest.fixture
def hasty(monkeypatch):
    """Redis that hangs is found out at once."""
    monkeypatch.setattr(redis_channels, "SECONDS", 0.5)
    monkeypatch.setattr(redis_channels, "QUIET", 0.1)
    monkeypatch.setattr(redis_channels, "AGAIN", (0.01, 0.02))


async def join(layer, group="a", channel=None):
    """A channel in a group, as soon as it can be."""
    channel = channel or await layer.new_channel()
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                await layer.group_add(group, channel)
            except Lost:
                await asyncio.sleep(0.01)
            else:
                return channel


async def hear(layer, channel):
    async with asyncio.timeout(SECONDS):
        return await layer.receive(channel)


async def test_what_one_process_says_all_hear_in_order_and_other_groups_nothing(redis_server, layer_of):
    here, there = layer_of(redis_server.url), layer_of(redis_server.url)
    elsewhere = layer_of(redis_server.url.replace("/0", "/1"))  # another database, be it another site's
    readers = [(here, await join(here)), (here, await join(here)), (there, await join(there))]
    strangers = [(there, await join(there, "b")), (elsewhere, await join(elsewhere))]
    for number in range(3):
        await here.group_send("a", NEWS | {"number": number})
    for layer in (there, elsewhere):
        await layer.group_send("b", {"type": "other"})
        await layer.group_send("a" if layer is elsewhere else "b", {"type": "other"})
    for layer, channel in readers:
        assert [(await hear(layer, channel))["number"] for _ in range(3)] == [0, 1, 2]
    for layer, channel in strangers:
        assert await hear(layer, channel) == {"type": "other"}


async def test_every_restart_is_told_to_everybody_and_then_all_hear_again(redis_server, layer_of, monkeypatch):
    monkeypatch.setattr(redis_channels, "AGAIN", (0.01, 0.02))
    here, there = layer_of(redis_server.url), layer_of(redis_server.url)
    readers = [(layer, await join(layer)) for layer in (here, there) for _ in range(10)]
    for _ in range(20):
        redis_server.stop()
        redis_server.start()
        assert [await hear(*reader) for reader in readers] == [LOST] * 20
        for layer, channel in readers:
            await join(layer, channel=channel)
        await here.group_send("a", NEWS)
        assert [await hear(*reader) for reader in readers] == [NEWS] * 20


async def test_redis_that_hangs_is_told_to_everybody_and_what_was_said_meanwhile_is_said_later(
    redis_server, layer_of, hasty
):
    here, there = layer_of(redis_server.url), layer_of(redis_server.url)
    for number in range(3):
        readers = [(layer, await join(layer)) for layer in (here, there)]
        redis_server.hang()
        await there.group_send("a", NEWS | {"number": number})
        for reader in readers:
            while await hear(*reader) != LOST:
                pass  # what came late the time before
        with pytest.raises(Lost):
            await here.group_add("a", await here.new_channel())
        redis_server.go_on()
        for layer, channel in readers:
            await join(layer, channel=channel)
        await there.group_send("a", NEWS | {"number": "end"})
        for reader in readers:
            heard = [(await hear(*reader))["number"]]
            while heard[-1] != "end":
                heard.append((await hear(*reader))["number"])
            assert number in heard


async def test_what_could_not_be_said_is_said_when_redis_is_back(redis_server, layer_of, hasty):
    here, there = layer_of(redis_server.url), layer_of(redis_server.url)
    await join(here)
    redis_server.stop()
    await here.group_send("a", NEWS)
    redis_server.start()
    reader = await join(there)
    assert await hear(there, reader) == NEWS, "by the ear of this process, which asks now and then"


async def test_who_speaks_while_redis_hangs_for_another_waits_for_nobody(redis_server, layer_of, monkeypatch):
    layer = layer_of(redis_server.url)
    reader = await join(layer)
    hangs, goes_on = threading.Event(), threading.Event()
    publish = layer._redis.publish

    def publish_slowly(*said):
        hangs.set()
        goes_on.wait(SECONDS)
        return publish(*said)

    monkeypatch.setattr(layer._redis, "publish", publish_slowly)
    first, second = (threading.Thread(target=layer.tell, args=("a", NEWS | {"number": one})) for one in (1, 2))
    first.start()
    hangs.wait(SECONDS)
    second.start()
    second.join(SECONDS / 2)
    assert first.is_alive() and not second.is_alive()
    goes_on.set()
    assert [(await hear(layer, reader))["number"] for _ in range(2)] == [1, 2]
    first.join()


async def test_an_outage_is_told_once_to_the_log(redis_server, layer_of, hasty, caplog):
    layer = layer_of(redis_server.url)
    channel = await join(layer)
    redis_server.stop()
    with caplog.at_level(logging.WARNING, "engine"):
        for _ in range(3):
            await layer.group_send("a", NEWS)
        assert await hear(layer, channel) == LOST
    assert [record.name for record in caplog.records] == ["engine"]


async def test_nobody_joins_while_redis_was_never_there(redis_server, layer_of):
    redis_server.stop()
    layer = layer_of(redis_server.url)
    with pytest.raises(Lost):
        await layer.group_add("a", await layer.new_channel())


async def test_a_failure_of_our_own_is_told_like_any_other(redis_server, layer_of, caplog):
    layer = layer_of(redis_server.url)
    channel = await join(layer)
    layer._redis.publish(layer._line, "no JSON")
    assert await hear(layer, channel) == LOST
    assert "failed" in caplog.text
    await join(layer)


async def test_without_redis_this_process_hears_itself_from_any_thread(layer_of):
    layer = layer_of()
    layer.tell("a", NEWS)  # nobody has listened yet
    channel = await join(layer)
    speaking = threading.Thread(target=layer.tell, args=("a", NEWS))
    speaking.start()
    assert await hear(layer, channel) == NEWS
    speaking.join()


async def test_who_does_not_read_is_told_to_begin_anew(layer_of):
    layer = layer_of()
    slow, quick = await join(layer), await join(layer)
    reading = asyncio.create_task(layer.receive(quick))
    for number in range(layer.capacity + 1):
        await layer.group_send("a", NEWS | {"number": number})
        assert (await asyncio.wait_for(reading, SECONDS))["number"] == number
        reading = asyncio.create_task(layer.receive(quick))
    assert await hear(layer, slow) == LOST
    reading.cancel()


async def test_who_left_leaves_nothing_behind(layer_of):
    layer = layer_of()
    channel = await join(layer)
    reading = asyncio.create_task(layer.receive(channel))
    for _ in range(2):
        await layer.group_send("a", NEWS)
    await reading
    await layer.group_discard("a", channel)
    await layer.group_discard("b", channel)
    assert not (layer._groups or layer._joined or layer._waiting)


async def test_first_to_come_hears_although_it_waited_before_it_joined(layer_of):
    layer = layer_of()
    reading = asyncio.create_task(layer.receive(channel := await layer.new_channel()))
    await asyncio.sleep(0)
    await layer.group_add("a", channel)
    await layer.group_send("a", NEWS)
    assert await asyncio.wait_for(reading, SECONDS) == NEWS
