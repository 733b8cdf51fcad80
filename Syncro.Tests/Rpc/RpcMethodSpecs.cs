using Newtonsoft.Json.Linq;
using Syncro.Rpc;
using Syncro.Scribes;

namespace Syncro.Tests.Rpc;

/// <summary>Arguments as a method takes them, and what it returns.</summary>
public class RpcMethodSpecs
{
    private sealed record Point(int X, int Y);

    public static TheoryData<Delegate, string, string> Taken() => new()
    {
        { () => "none", "[]", "\"none\"" },
        { (int a, int b) => a + b, "[2,3]", "5" },
        { (int? a) => a is null, "[null]", "true" },
        { (string? a) => a ?? "none", "[null]", "\"none\"" },
        { (decimal a) => a, "[1.10]", "1.10" },
        { (double a) => a, "[2]", "2.0" },
        { (JsonText a) => a, "[1.10e2]", "1.10e2" },
        { (JsonText a) => a, "[null]", "null" },
        { (string a) => a, "[\"2010-07-01T00:00:00Z\"]", "\"2010-07-01T00:00:00Z\"" },
        { (JToken a) => a.Type.ToString(), "[\"2010-07-01T00:00:00Z\"]", "\"String\"" },
        { (object a) => a, "[\"2010-07-01T00:00:00Z\"]", "\"2010-07-01T00:00:00Z\"" },
        { (DateTimeOffset a) => a.Year, "[\"2010-07-01T00:00:00Z\"]", "2010" },
        { (List<int> a) => a.Sum(), "[[1,2,3]]", "6" },
        { (Point a) => a with { Y = 9 }, "[{\"X\":1,\"Y\":2}]", "{\"X\":1,\"Y\":9}" },
        { () => { }, "[]", "null" },
        { () => Task.CompletedTask, "[]", "null" },
        { () => Task.FromResult(7), "[]", "7" },
        { () => new ValueTask<string>("x"), "[]", "\"x\"" },
        { () => ValueTask.CompletedTask, "[]", "null" },
        { async (int a, CancellationToken cancel) => { await Task.Delay(1, cancel); return a; }, "[4]", "4" },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Values_go_in_and_come_out_as_their_types_say(Delegate method, string args, string result)
    {
        var exposed = RpcMethod.Of("Calc.m", method);
        var values = exposed.Bind(JsonText.Parse(args), out var fault);
        Assert.Null(fault?.Text);
        Assert.Equal(result, RpcJson.Write(await exposed.InvokeAsync(values!, null!, CancellationToken.None)).ToString());
    }

    public static TheoryData<Delegate, string, string> Refused() => new()
    {
        { (int a, int b) => a + b, "[2]", "'Calc.m' takes 2 arguments, not 1" },
        { (int a, CancellationToken cancel) => a, "[1,2]", "'Calc.m' takes 1 argument, not 2" },
        { (int a, int b) => a + b, "[2,\"3\"]", "argument 2 of 'Calc.m' is not of type Int32" },
        { (RpcCaller caller, int a) => a, "[true]", "argument 1 of 'Calc.m' is not of type Int32" },
        { (int a) => a, "[2.5]", "Int32" },
        { (long a) => a, "[2.5]", "Int64" },
        { (long a) => a, "[1e2]", "Int64" },
        { (int a) => a, "[3000000000]", "Int32" },
        { (uint a) => a, "[-1]", "UInt32" },
        { (int a) => a, "[null]", "Int32" },
        { (string a) => a, "[null]", "String" },
        { (string a) => a, "[5]", "String" },
        { (bool a) => a, "[1]", "Boolean" },
        { (bool a) => a, "[\"true\"]", "Boolean" },
        { (Guid a) => a, "[\"x\"]", "Guid" },
        { (List<int> a) => a, "[{\"a\":1}]", "List<Int32>" },
        { (int[] a) => a, "[[1,\"x\"]]", "Int32[]" },
        { (Point a) => a, "[[1,2]]", "Point" },
        { (Even a) => a, "[{\"count\":3}]", "Even" },
    };

    private sealed class Even
    {
        public Even(int count) => Count = count % 2 == 0 ? count : throw new ArgumentException("secret");

        public int Count { get; }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_argument_of_another_type_is_refused_by_place_and_type_and_never_repeated(Delegate method, string args, string says)
    {
        Assert.Null(RpcMethod.Of("Calc.m", method).Bind(JsonText.Parse(args), out var fault));
        Assert.Equal(Code.Malformed, fault!.Code);
        Assert.Contains(says, fault.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Text, StringComparison.Ordinal);
    }

    private static int _made;

    private sealed class Trap
    {
        public Trap() => _made++;
    }

    [Theory]
    [InlineData("$type")]
    [InlineData("$ref")]
    [InlineData("$id")]
    public async Task What_names_a_type_or_a_reference_is_a_plain_attribute(string name)
    {
        var trap = typeof(Trap).AssemblyQualifiedName;
        foreach (var method in (Delegate[])[(object a) => a, (JObject a) => a, (Dictionary<string, object> a) => a])
        {
            var exposed = RpcMethod.Of("Calc.m", method);
            var json = $$"""{"{{name}}":"{{trap}}"}""";
            var values = exposed.Bind(JsonText.Parse($"[{json}]"), out _);
            Assert.Equal(json, RpcJson.Write(await exposed.InvokeAsync(values!, null!, CancellationToken.None)).ToString());
        }
        Assert.Equal(0, _made);
    }

    [Fact]
    public async Task What_a_method_throws_comes_as_it_was_thrown()
    {
        var exposed = RpcMethod.Of("Calc.m", () => int.Parse("x", null));
        await Assert.ThrowsAsync<FormatException>(() => exposed.InvokeAsync([], null!, CancellationToken.None));
    }
}
