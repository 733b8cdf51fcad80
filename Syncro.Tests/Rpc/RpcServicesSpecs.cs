using Syncro.Rpc;

namespace Syncro.Tests.Rpc;

/// <summary>What can be exposed, and what is an error that names it.</summary>
public class RpcServicesSpecs
{
    private static readonly Func<int> One = () => 1;

    private static void Fails(string named, Action<RpcServices> expose) => Assert.Contains(
        named, Assert.Throws<InvalidServiceException>(() => expose(new())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_class_is_exposed_once() =>
        Fails("'Clock' is exposed already", services => services.Expose("Clock", _ => { }).Expose("Clock", _ => { }));

    [Fact]
    public void A_method_is_exposed_once_in_a_class()
    {
        Fails("'Clock.now' is exposed already", services => services.Expose("Clock", s => s.Method("now", One).Method("now", One)));
        new RpcServices().Expose("Clock", s => s.Method("now", One)).Expose("Watch", s => s.Method("now", One));
    }

    [Theory]
    [InlineData("Syncro::RPC::Default")]
    [InlineData("Syncro::RPC::Mine")]
    [InlineData("")]
    [InlineData("a;b")]
    [InlineData("a\nb")]
    public void A_class_that_is_not_to_be_named_so_is_refused(string name) =>
        Fails($"'{name}' can't be exposed", services => services.Expose(name, _ => { }));

    [Theory]
    [InlineData("")]
    [InlineData("a\0")]
    public void A_method_that_is_not_to_be_named_so_is_refused(string name) =>
        Fails($"'Clock.{name}' can't be exposed", services => services.Expose("Clock", s => s.Method(name, One)));

    private delegate void ByReference(ref int count);

    public static TheoryData<string, Delegate> Unsupported() => new()
    {
        { "'count'", (ByReference)((ref int count) => count++) },
        { "'count'", (int count = 1) => count },
        { "'counts'", (params int[] counts) => counts.Length },
        { "'text'", (SpanMethod)(text => text.Length) },
        { "'type'", (Type type) => type.Name },
        { "'back'", (Action back) => back() },
        { "'done'", (Task done) => done },
        { "RpcCaller", (RpcCaller a, RpcCaller b) => a == b },
        { "CancellationToken", (CancellationToken a, CancellationToken b) => a == b },
        { "async", (Action)(async () => await Task.Yield()) },
        { "Action", () => (Action)(() => { }) },
        { "Task", () => Task.FromResult(Task.CompletedTask) },
        { "several", (Action)(() => { }) + (() => { }) },
    };

    private delegate int SpanMethod(ReadOnlySpan<char> text);

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void A_method_that_values_alone_can_not_call_is_refused(string says, Delegate method)
    {
        Fails("'Clock.bad'", services => services.Expose("Clock", s => s.Method("bad", method)));
        Fails(says, services => services.Expose("Clock", s => s.Method("bad", method)));
    }

    [Fact]
    public void What_is_exposed_after_the_start_is_not_there()
    {
        var services = new RpcServices();
        var taken = services.Snapshot();
        services.Expose("Clock", s => s.Method("now", One));
        Assert.Empty(taken);
        Assert.Single(services.Snapshot());
    }
}
