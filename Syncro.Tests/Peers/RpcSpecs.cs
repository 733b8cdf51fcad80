using Syncro.Rpc;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Two peers that call each other's methods over one link.</summary>
public sealed class RpcSpecs : IAsyncLifetime, IDisposable
{
    private const string Default = "Syncro::RPC::Default";

    private static readonly ClientId Server = new("server"), Laptop = new("laptop");

    private readonly TempDirectory _a = new(), _b = new();
    private readonly Services _of = new();
    private TestPeer _server = null!, _laptop = null!;

    /// <summary>What both peers expose. A gate is what a method waits for.</summary>
    private sealed class Services
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Gate { get; } = new(0);

        public SemaphoreSlim Cancelled { get; } = new(0);

        public RpcServices New() => new RpcServices().Expose("Calc", calc => calc
            .Method("add", (int a, int b) => a + b)
            .Method("who", (RpcCaller caller) => caller.Client.Value)
            .Method("echo", (JsonText any) => any)
            .Method("large", (int size) => new string('x', size))
            .Method("fail", () => int.Parse("a secret", null))
            .Method("gate", async (CancellationToken cancel) =>
            {
                Entered.Release();
                await Gate.WaitAsync(cancel);
            })
            .Method("block", () =>
            {
                Entered.Release();
                Gate.Wait();
            })
            .Method("cancellable", async (CancellationToken cancel) =>
            {
                Entered.Release();
                await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => Cancelled.Release(), TaskScheduler.Default);
            })
            .Method("bounce", async (RpcCaller caller, int times, CancellationToken cancel) =>
                times == 0 ? 0 : 1 + await caller.CallAsync<int>("Calc", "bounce", [times - 1], cancel: cancel)));
    }

    public async Task InitializeAsync()
    {
        _server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener, services: _of.New());
        _laptop = await TestPeer.StartAsync("laptop", _b.Path, PeerSpecs.Dial("server", _server.Port), services: _of.New());
        await Wait.ForSync(_server, "laptop");
        await Wait.ForSync(_laptop, "server");
    }

    public async Task DisposeAsync()
    {
        _of.Gate.Release(100);
        await _laptop.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    private Task<T> CallAsync<T>(string method, params object?[] args) => _laptop.Peer.CallAsync<T>(Server, "Calc", method, args);

    private async Task<Code> RefusedAsync(string klass, string method, params object?[] args) =>
        (await Assert.ThrowsAsync<CallRefusedException>(
            () => _laptop.Peer.CallAsync<JsonText>(Server, klass, method, args))).Code;

    private async Task EnteredAsync() => Assert.True(await _of.Entered.WaitAsync(Wait.Limit));

    [Fact]
    public async Task Either_side_calls_the_other()
    {
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
        Assert.Equal(7, await _server.Peer.CallAsync<int>(Laptop, "Calc", "add", [3, 4]));
        Assert.Equal("laptop", await CallAsync<string>("who"));
        Assert.Equal("server", await _server.Peer.CallAsync<string>(Laptop, "Calc", "who", []));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1.10")]
    [InlineData("{\"position\":3}")]
    [InlineData("{\"reset\":true}")]
    [InlineData("[{\"klass\":\"Note\",\"type\":\"create\",\"data\":{\"id\":1},\"id\":5}]")]
    public async Task A_value_crosses_both_ways_as_it_was_written(string json) =>
        Assert.Equal(json, (await CallAsync<JsonText>("echo", JsonText.Parse(json))).ToString());

    [Fact]
    public async Task Values_larger_than_a_frame_cross_and_those_above_2_MiB_do_not()
    {
        var large = new string('x', 1_000_000);
        Assert.Equal(large, await CallAsync<string>("echo", large));
        Assert.Equal(Code.TooLarge, await RefusedAsync("Calc", "large", 3_000_000));
        await Assert.ThrowsAsync<CallNotSentException>(() => CallAsync<string>("echo", new string('x', 3_000_000)));
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
    }

    [Fact]
    public async Task What_can_not_be_called_is_refused_with_its_code()
    {
        Assert.Equal(Code.NotFound, await RefusedAsync("System.Math", "Abs", 1));
        Assert.Equal(Code.NoSuchMethod, await RefusedAsync("Calc", "ToString"));
        Assert.Equal(Code.NoSuchMethod, await RefusedAsync(Default, "instance_eval", "exit"));
        Assert.Equal(Code.Malformed, await RefusedAsync("Calc", "add", 1));
        Assert.Equal(Code.Malformed, await RefusedAsync("Calc", "add", 1, "2"));
        Assert.Equal(Code.Malformed, await RefusedAsync(Default, "last_scribe_id", 1));
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
    }

    [Fact]
    public async Task Of_a_method_that_throws_nothing_leaves_the_peer_but_500()
    {
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => CallAsync<int>("fail"));
        Assert.Equal(Code.Internal, refused.Code);
        Assert.Equal("'Calc.fail' was refused: 500 internal error", refused.Message);
    }

    [Fact]
    public async Task A_result_of_another_type_is_an_error_that_names_both()
    {
        var wrong = await Assert.ThrowsAsync<UnreadableResultException>(() => CallAsync<List<int>>("who"));
        Assert.Contains("'Calc.who'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("List<Int32>", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("block")]
    public async Task Scribes_and_calls_go_on_in_both_directions_while_a_method_is_slow(string method)
    {
        var slow = CallAsync<JsonText>(method);
        await EnteredAsync();
        await _laptop.CreateAsync("n1", "a");
        await _server.CreateAsync("n2", "b");
        await Wait.ForTitle("n1", "a", _server);
        await Wait.ForTitle("n2", "b", _laptop);
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
        Assert.False(slow.IsCompleted);
        _of.Gate.Release();
        Assert.Equal("null", (await slow).ToString());
    }

    [Fact]
    public async Task Two_peers_of_ours_call_each_other_over_version_1()
    {
        using var directory = new TempDirectory();
        await using var old = await TestPeer.StartAsync(
            "old", directory.File("old"), LegacySpecs.Listener, services: _of.New());
        await using var phone = await TestPeer.StartAsync("ruby", directory.File("ruby"), $$"""
            syncro.peers.old { uri = "tcp://127.0.0.1:{{old.Port}}", protocol = 1 }
            """, services: _of.New());
        await Wait.ForSync(phone, "old");
        var slow = phone.Peer.CallAsync<JsonText>(new("old"), "Calc", "gate", []);
        await EnteredAsync();
        Assert.Equal(4, await phone.Peer.CallAsync<int>(new("old"), "Calc", "bounce", [4]));
        await phone.CreateAsync("n1", "a");
        await Wait.ForTitle("n1", "a", old);
        await Assert.ThrowsAsync<CallRefusedException>(() => old.Peer.CallAsync<int>(new("ruby"), "Calc", "add", [1]));
        _of.Gate.Release();
        Assert.Equal(JsonText.Null, await slow);
    }

    [Fact]
    public async Task A_method_calls_back_over_the_same_link_while_its_caller_waits() =>
        Assert.Equal(10, await CallAsync<int>("bounce", 10));

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_and_the_method_runs_on()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _laptop.Peer.CallAsync<JsonText>(Server, "Calc", "gate", [], cancel: cancel.Token);
        await EnteredAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<CallTimedOutException>(() => _laptop.Peer.CallAsync<JsonText>(
            Server, "Calc", "gate", [], TimeSpan.FromMilliseconds(300)));
        _of.Gate.Release(2);
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
    }

    [Fact]
    public async Task When_the_session_ends_a_method_is_cancelled_and_its_caller_told()
    {
        var waiting = CallAsync<JsonText>("cancellable");
        await EnteredAsync();
        await _server.Peer.DisposeAsync();
        await Assert.ThrowsAsync<CallInterruptedException>(() => waiting);
        Assert.True(await _of.Cancelled.WaitAsync(Wait.Limit));
        await Assert.ThrowsAsync<NotConnectedException>(() => CallAsync<int>("add", 2, 3));
    }

    [Fact]
    public async Task A_client_that_was_never_met_is_not_connected_and_stays_unknown()
    {
        await Assert.ThrowsAsync<NotConnectedException>(
            () => _laptop.Peer.CallAsync<int>(new("nobody"), "Calc", "add", [2, 3]));
        Assert.Null(await _laptop.LinkAsync("nobody"));
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_not_sent()
    {
        var waiting = new List<Task<JsonText>>();
        for (var i = 0; i < 8; i++, await EnteredAsync())
            waiting.Add(CallAsync<JsonText>("gate"));
        var refused = await Assert.ThrowsAsync<CallNotSentException>(() => CallAsync<int>("add", 2, 3));
        Assert.Contains("at most 8", refused.Message, StringComparison.Ordinal);
        _of.Gate.Release(8);
        await Task.WhenAll(waiting);
        Assert.Equal(5, await CallAsync<int>("add", 2, 3));
    }

    [Fact]
    public async Task Uptodate_is_true_once_nothing_is_missing_on_either_side()
    {
        for (var i = 0; i < 20; i++)
        {
            await _laptop.CreateAsync($"l{i}", "a");
            await _server.CreateAsync($"s{i}", "a");
            Assert.True(await _laptop.Peer.CallAsync<bool>(Server, Default, "uptodate!", []));
            Assert.Equal("a", await _laptop.TitleAsync($"s{i}"));
        }
    }

    [Fact]
    public async Task The_last_scribe_id_is_that_of_our_journal()
    {
        Assert.Equal(0, await _laptop.Peer.CallAsync<long>(Server, Default, "last_scribe_id", []));
        var made = await _server.CreateAsync("n1", "a");
        Assert.Equal(made.Position.Value, await _laptop.Peer.CallAsync<long>(Server, Default, "last_scribe_id", []));
    }
}
