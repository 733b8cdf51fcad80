using System.Collections.Concurrent;
using System.Globalization;
using Newtonsoft.Json.Linq;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Journal;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Models;

/// <summary>Classes with scribe types of their own, between whole peers over sockets.</summary>
public sealed class PlayedPeersSpecs : IDisposable
{
    private const string Short = "syncro.players { retries = 1, retry-min = 10ms, retry-max = 20ms, timeout = 5s, set-aside = 2 }\n";

    private readonly TempDirectory _a = new(), _b = new();
    private readonly Log _log = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    /// <summary>What a program has done with the scribes that came to it.</summary>
    private sealed class Log
    {
        public ConcurrentQueue<PlayedScribe> Played { get; } = [];

        public string Lines => string.Join(' ', Played.Select(scribe => (scribe.Data as JObject)?["line"]?.ToString() ?? scribe.Type));

        public Func<PlayedScribe, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

        public ScribePlayer Player => new ScribePlayer().On("append", PlayAsync).On("clear", PlayAsync);

        public ModelRegistry Registry => new ModelRegistry().Play("Log", Player);

        public async Task PlayAsync(PlayedScribe scribe, CancellationToken cancel)
        {
            await Before(scribe, cancel);
            Played.Enqueue(scribe);
        }

        public Task Until(string lines) => Wait.Until($"'{lines}' is played", () => Lines == lines);
    }

    private static Task<Committed> AppendAsync(TestPeer peer, string line) => peer.Peer.Models.RecordAsync("Log", "append", new { line });

    private Task<TestPeer> ServerAsync(string more = "", string system = "test", ModelRegistry? models = null) =>
        TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener + Short + more, system, models: models ?? _log.Registry);

    private Task<TestPeer> LaptopAsync(TestPeer server, ModelRegistry? models = null) => TestPeer.StartAsync(
        "laptop", _b.Path, PeerSpecs.Dial("server", server.Port), models: models ?? new Log().Registry);

    private static PlayerStatus Status(PeerStatus status) => Assert.Single(status.Players);

    private static Task UntilAside(TestPeer peer, int count) => Wait.Until($"{count} are set aside", async () =>
        Status(await peer.Peer.StatusAsync()).SetAside.Length == count);

    private static Task UntilPlayed(TestPeer peer) => Wait.Until("all is played", async () =>
        Status(await peer.Peer.StatusAsync()) is { Behind: 0, Paused: null });

    [Fact]
    public async Task What_others_record_is_played_once_in_order_and_what_the_program_records_is_not()
    {
        await using var server = await ServerAsync();
        await AppendAsync(server, "own");
        await using var laptop = await LaptopAsync(server);
        for (var i = 0; i < 30; i++)
            await laptop.CommitAsync(
                new LocalChange.Operation("Log", "append", JsonText.Parse($$"""{"line":"{{i}}a"}""")),
                new LocalChange.Create(TestPeer.Key($"n{i}"), TestPeer.Title("x")),
                new LocalChange.Operation("Log", "append", JsonText.Parse($$"""{"line":"{{i}}b"}""")));
        await _log.Until(string.Join(' ', Enumerable.Range(0, 30).Select(i => $"{i}a {i}b")));
        Assert.All(_log.Played, scribe => Assert.Equal(("laptop", "laptop", "append"), (scribe.From.Value, scribe.Author.Value, scribe.Type)));
        Assert.Equal(60, _log.Played.Select(scribe => scribe.Id).Distinct().Count());
        await UntilPlayed(server);
        var status = Status(await server.Peer.StatusAsync());
        Assert.Equal(("Log", _log.Played.Last().Position, 0), (status.Class, status.Position, status.SetAside.Length));
    }

    [Fact]
    public async Task After_a_restart_only_what_is_new_is_played()
    {
        var server = await ServerAsync();
        await using (var laptop = await LaptopAsync(server))
        {
            await AppendAsync(laptop, "one");
            await _log.Until("one");
            await UntilPlayed(server);
            await server.DisposeAsync();
        }
        server = await ServerAsync();
        await using (var laptop = await LaptopAsync(server))
        {
            await AppendAsync(laptop, "two");
            await _log.Until("one two");
        }
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_program_that_knows_a_class_later_plays_what_came_before()
    {
        var server = await ServerAsync("syncro.models-open = on", models: new ModelRegistry());
        await using (var laptop = await LaptopAsync(server))
        {
            await AppendAsync(laptop, "early");
            await Wait.Until("it is in the journal", async () => (await server.LogAsync()).Length == 1);
        }
        await server.DisposeAsync();
        await using var again = await ServerAsync();
        await _log.Until("early");
    }

    [Fact]
    public async Task One_that_throws_and_one_that_hangs_are_set_aside_while_the_link_and_the_next_go_on()
    {
        var hung = new TaskCompletionSource();
        _log.Before = (scribe, _) => scribe.Data["line"]!.ToString() switch
        {
            "bad" => throw new InvalidOperationException("no such\nline"),
            "deaf" => hung.Task,
            _ => Task.CompletedTask,
        };
        await using var server = await ServerAsync("syncro.players { timeout = 50ms, set-aside = 5 }");
        await using var laptop = await LaptopAsync(server);
        foreach (var line in (string[])["bad", "deaf", "good"])
            await AppendAsync(laptop, line);
        await _log.Until("good");
        await UntilPlayed(server);
        await Wait.ForSync(server, "laptop");
        var aside = Status(await server.Peer.StatusAsync()).SetAside;
        Assert.Equal(["InvalidOperationException: no such line", "not done within 00:00:00.0500000"], aside.Select(scribe => scribe.Error));
        Assert.Null(server.Peer.NotReady);
        hung.SetResult();
    }

    [Fact]
    public async Task A_slow_one_is_told_to_stop_and_succeeds_when_it_is_tried_again()
    {
        var tries = 0;
        _log.Before = (_, cancel) => Interlocked.Increment(ref tries) == 1 ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask;
        await using var server = await ServerAsync("syncro.players.timeout = 50ms");
        await using var laptop = await LaptopAsync(server);
        await AppendAsync(laptop, "slow");
        await _log.Until("slow");
        await UntilPlayed(server);
        Assert.Empty(Status(await server.Peer.StatusAsync()).SetAside);
    }

    [Fact]
    public async Task What_is_set_aside_survives_a_restart_and_is_played_again_by_hand()
    {
        _log.Before = (scribe, _) => scribe.Data["line"]!.ToString() == "good" ? Task.CompletedTask : throw new IOException("disk full");
        var server = await ServerAsync();
        await using (var laptop = await LaptopAsync(server))
        {
            foreach (var line in (string[])["one", "two", "good"])
                await AppendAsync(laptop, line);
            await UntilAside(server, 2);
            await Wait.ForSync(server, "laptop");
        }
        await server.DisposeAsync();
        await using var again = await ServerAsync();
        await UntilAside(again, 2);
        var status = Status(await again.Peer.StatusAsync());
        Assert.Equal("2 scribes are set aside, of 2 allowed by syncro.players.set-aside", status.Paused);
        Assert.True(status.Behind > 0);
        var (first, second) = (status.SetAside[0].Position, status.SetAside[1].Position);
        Assert.Equal("the scribe of class 'Log' at " + first + " stays set aside: IOException: disk full",
            (await Assert.ThrowsAsync<PlayFailedException>(() => again.Peer.PlayAgainAsync("Log", first))).Message);
        _log.Before = (_, _) => Task.CompletedTask;
        await again.Peer.PlayAgainAsync("Log", second);
        await _log.Until("two good");
        await again.Peer.PlayAgainAsync("Log", first);
        Assert.Equal("two good one", _log.Lines);
        Assert.Empty(Status(await again.Peer.StatusAsync()).SetAside);
        foreach (var (name, position) in new[] { ("Log", first), ("Note", first) })
            Assert.Equal(Code.NotFound, (await Assert.ThrowsAsync<ChangeRefusedException>(() => again.Peer.PlayAgainAsync(name, position))).Code);
    }

    [Fact]
    public async Task A_stop_while_one_is_played_is_no_failure()
    {
        var begun = new TaskCompletionSource();
        _log.Before = (_, cancel) =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancel);
        };
        var server = await ServerAsync("syncro.players.retries = 0");
        await using (var laptop = await LaptopAsync(server))
        {
            await AppendAsync(laptop, "broken off");
            await begun.Task.WaitAsync(Wait.Limit);
            await server.DisposeAsync();
        }
        _log.Before = (_, _) => Task.CompletedTask;
        await using var again = await ServerAsync();
        await _log.Until("broken off");
        await UntilPlayed(again);
        Assert.Empty(Status(await again.Peer.StatusAsync()).SetAside);
    }

    [Fact]
    public async Task Where_the_position_is_not_written_the_same_scribe_comes_again_with_the_same_id()
    {
        var name = $"faulty-{Guid.NewGuid():N}";
        FaultyStorage.Of(name).PlayerFates.Enqueue(Fate.Failed);
        await using var server = await ServerAsync(FaultyStorage.Config, name);
        await using var laptop = await LaptopAsync(server);
        await AppendAsync(laptop, "one");
        await AppendAsync(laptop, "two");
        await _log.Until("one one two");
        Assert.Equal(2, _log.Played.Select(scribe => scribe.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_player_that_keeps_its_position_has_each_effect_once_through_a_crash()
    {
        var (own, line) = (Position.Zero, "");
        ModelRegistry Registry() => new ModelRegistry().Play("Log", new ScribePlayer()
            .StandsAt(_ => Task.FromResult<Position?>(own))
            .On("append", (scribe, _) =>
            {
                (own, line) = (scribe.Position, line + scribe.Data["line"]);
                // Its transaction is done; whether Syncro hears of it is another matter.
                return line == "a" ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.CompletedTask;
            }));
        var server = await ServerAsync(models: Registry());
        await using (var laptop = await LaptopAsync(server))
        {
            await AppendAsync(laptop, "a");
            await Wait.Until("a is played", () => line == "a");
            await AppendAsync(laptop, "b");
            await Wait.ForSync(laptop, "server");
        }
        await server.DisposeAsync();
        await using var again = await ServerAsync(models: Registry());
        await Wait.Until("b is played", () => line.Length > 1);
        await UntilPlayed(again);
        Assert.Equal("ab", line);
    }

    [Fact]
    public async Task A_type_that_only_others_know_is_refused_here_passed_on_and_set_aside()
    {
        var phone = new Log();
        await using var server = await ServerAsync();
        await using var laptop = await LaptopAsync(server, new ModelRegistry().Play("Log", new ScribePlayer().On("shout", phone.PlayAsync)));
        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => server.Peer.Models.RecordAsync("Log", "shout", null));
        Assert.Equal((Code.InvalidScribe, "class 'Log' has no scribe type 'shout'; it has: append, clear"), (refused.Code, refused.Message));
        await laptop.Peer.Models.RecordAsync("Log", "shout", new { line = "hey" });
        await UntilAside(server, 1);
        Assert.Equal("class 'Log' has no scribe type 'shout' here", Status(await server.Peer.StatusAsync()).SetAside[0].Error);
        using var third = new TempDirectory();
        await using var reader = await TestPeer.StartAsync("phone", third.Path, PeerSpecs.Dial("server", server.Port),
            models: new ModelRegistry().Play("Log", new ScribePlayer().On("shout", phone.PlayAsync)));
        await phone.Until("hey");
        var passed = Assert.Single(phone.Played);
        Assert.Equal(("server", "laptop"), (passed.From.Value, passed.Author.Value));
        await server.Peer.Models.RecordAsync("Log", "clear", null);
    }

    [Fact]
    public async Task Changes_to_records_are_played_where_the_player_says_so()
    {
        var models = new ModelRegistry().Play("Note", new ScribePlayer()
            .On(ChangeType.Create, _log.PlayAsync).On(ChangeType.Destroy, _log.PlayAsync));
        await using var server = await ServerAsync(models: models);
        await using var laptop = await LaptopAsync(server);
        await laptop.CreateAsync("n1", "a");
        await laptop.UpdateAsync("n1", "b");
        await laptop.DestroyAsync("n1");
        await _log.Until("create destroy");
        Assert.Equal("""{"id":"n1","title":"a"}""", _log.Played.First().Json.ToString());
        Assert.Equal("n1", _log.Played.Last().Data[0]);
    }

    [Fact]
    public async Task A_type_of_a_peer_of_2010_is_played_and_stamped_here()
    {
        await using var server = await TestPeer.StartAsync("ours", _a.Path, LegacySpecs.Listener, models: _log.Registry);
        using var ruby = await LegacySpecs.JoinAsync(server.Port);
        var answer = await ruby.AskAsync("add_scribe", """
            "scribe":{"klass":"Log","type":"append","data":{"line":"1.10","n":1.10},"id":"01"}
            """);
        Assert.Equal("true", answer["result"]!.ToJsonString());
        await _log.Until("1.10");
        var played = Assert.Single(_log.Played);
        Assert.Equal(("ruby", "ruby"), (played.From.Value, played.Author.Value));
        Assert.EndsWith("@ours", played.Id, StringComparison.Ordinal);
        Assert.Equal("1.10", played.Data.Value<decimal>("n").ToString(CultureInfo.InvariantCulture));
    }
}
