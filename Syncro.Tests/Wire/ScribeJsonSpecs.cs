using System.Text;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

public class ScribeJsonSpecs
{
    private const string At = "\"at\":\"00000000000a0001@laptop\"";

    private static string Create(string attributes) =>
        $$"""{"klass":"Note","type":"create","data":{"id":"n1",{{attributes}}},"id":5,{{At}}}""";

    public static TheoryData<string> Values() =>
    [
        "1.10", "1e2", "-0.0", "1E+400", "1234567890123456789012345678901234567890", "\"\\u0000\"", "\"\\u00e9\"",
        "\"\\/\"", "\"\\ud83d\\ude00\"", "\"😀 שלום \u202Eabc\"", "\"\"", "null", "true", "false", "[]", "{}",
        """[{"z":1,"a":[1,{"y":null,"b":""}]}]""", $"\"{new string('x', 300_000)}\"", RefusalSpecs.Nested(24),
        "\"</script>\u2028\u007F\"", new string('7', 1024),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_survives_as_text(string value)
    {
        var read = Assert.IsType<Scribe.Change>(Sample.Scribe(Create($"\"v\":{value}")).Scribe);
        Assert.Equal(value, Assert.Single(read.Registers).Value.ToString());
        var written = Sample.Encoded(new Message.AddScribes(null, [new(JsonText.Of(5), read, true)], new(5), "m"));
        Assert.Contains($"\"v\":{value}", written, StringComparison.Ordinal);
        var legacy = Sample.LegacyScribe(
            $$"""{"id":"a","klass":"K","type":"update","data":["n",{"v" : {{value}} }]}""");
        Assert.Equal(value, Assert.Single(Assert.IsType<Scribe.Change>(legacy.Scribe).Registers).Value.ToString());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b.c")]
    [InlineData("שלום")]
    [InlineData("😀")]
    [InlineData("klass")]
    [InlineData("$id")]
    public void Any_name_without_control_characters_is_an_attribute(string name)
    {
        var read = Assert.IsType<Scribe.Change>(Sample.Scribe(Create($"\"{name}\":1")).Scribe);
        Assert.Equal(name, Assert.Single(read.Registers).Name);
    }

    [Fact]
    public void White_space_between_tokens_is_the_only_thing_lost()
    {
        var read = Assert.IsType<Scribe.Change>(Sample.Scribe(Create("\"v\" : [ 1 , { \"b c\" :\n2 } ] ")).Scribe);
        Assert.Equal("""[1,{"b c":2}]""", Assert.Single(read.Registers).Value.ToString());
    }

    [Fact]
    public void Stamps_are_written_only_where_they_differ()
    {
        Stamp at = new(0xA0001, "laptop"), other = new(0x90000, "phone");
        var scribe = Scribe.Change.Create(
            new("Note", RecordId.Of("n1")), at, [new("a", JsonText.True, at), new("b", JsonText.Null, other)], other);
        var sent = Sample.Encoded(new Message.AddScribes(null, [new(JsonText.Of(5), scribe, true)], new(5), "m"));
        Assert.Contains(
            """{"klass":"Note","type":"create","data":{"id":"n1","a":true,"b":null},"id":5,"at":"00000000000a0001@laptop","stamps":{"b":"0000000000090000@phone"},"destroyed":"0000000000090000@phone","commit":true}""",
            sent, StringComparison.Ordinal);
    }

    public static TheoryData<string> Invalid() =>
    [
        "1", "[]", "null", "{}",
        $$"""{"type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"","type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a;b","type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a\u0000","type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"{{new string('k', 257)}}","type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":7,"type":"destroy","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":[],"data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"custom","id":5,{{At}}}""",
        $$"""{"klass":"a","type":"custom","data":{{RefusalSpecs.Nested(25)}},"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":"a","id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":["a","b"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[1.5],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[-0],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[true],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[{"id":1}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":["a\u0007"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"destroy","data":[""],"id":5,{{At}}}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5,"at":7}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5,"at":"00000000000A0001@laptop"}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5,"at":"00000000000a0001@"}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5,"at":"0000000000000000@laptop"}""",
        """{"klass":"a","type":"destroy","data":["a"],"id":5,"at":"00000000000a001\u0000@laptop"}""",
        $$"""{"klass":"a","type":"destroy","data":["a"],"id":5,{{At}},"commit":1}""",
        $$"""{"klass":"a","type":"destroy","data":["a"],"id":5,{{At}},"destroyed":"00000000000a0001@laptop"}""",
        $$"""{"klass":"a","type":"destroy","data":["a"],"id":5,{{At}},"stamps":{"x":"00000000000a0001@laptop"} }""",
        $$"""{"klass":"a","type":"update","data":["a"],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",[]],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",{"id":1}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",{"":1}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",{"x\n":1}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",{"x":{{RefusalSpecs.Nested(25)}}}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"update","data":["a",{"x":1}],"id":5,{{At}},"stamps":{"x":"00000000000b0001@a"} }""",
        $$"""{"klass":"a","type":"create","data":{"x":1},"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"create","data":["a",{}],"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"create","data":{"id":null},"id":5,{{At}}}""",
        $$"""{"klass":"a","type":"create","data":{"id":1},"id":5,{{At}},"stamps":{"x":"00000000000a0001@laptop"} }""",
        $$"""{"klass":"a","type":"create","data":{"id":1,"x":1},"id":5,{{At}},"stamps":{"x":"soon"} }""",
        $$"""{"klass":"a","type":"create","data":{"id":1},"id":5,{{At}},"stamps":[]}""",
        """{"klass":"a","type":"withdraw","data":["a"],"id":5}""",
        """{"klass":"a","type":"withdraw","data":["a"],"id":5,"taken":{"journal":"j"}}""",
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_scribe_that_says_nothing_is_refused_alone(string json)
    {
        const string Good = """{"at":"00000000000a0001@a","id":6,"data":["b"],"type":"destroy","klass":"a"}""";
        var message = Sample.Received<Message.AddScribes>(
            $$"""{"type":"add_scribes","id":1,"scribes":[{{json}},{{Good}}],"position":9,"mark":"m"}""");
        var refused = message.Scribes[0];
        Assert.Equal(Code.InvalidScribe, refused.Fault?.Code);
        Assert.Null(refused.Scribe);
        Assert.Equal(json.Contains("\"id\":5", StringComparison.Ordinal) ? JsonText.Of(5) : JsonText.Null, refused.Id);
        Assert.NotNull(message.Scribes[1].Scribe);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9007199254740992")]
    [InlineData("\"7\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void An_id_that_is_no_position_is_refused_and_not_repeated(string id)
    {
        var read = Sample.Scribe($$"""{"klass":"a","type":"destroy","data":["a"],"id":{{id}},{{At}}}""");
        Assert.Equal(Code.InvalidScribe, read.Fault?.Code);
        Assert.Equal(JsonText.Null, read.Id);
    }

    [Fact]
    public void A_type_of_version_2_is_not_taken_from_version_1() => Assert.Equal(
        Code.InvalidScribe, Sample.LegacyScribe("""{"klass":"a","type":"withdraw","data":["a"],"id":"5"}""").Fault?.Code);

    [Theory]
    [InlineData(ScribeJson.MaxScribe, false)]
    [InlineData(ScribeJson.MaxScribe + 1, true)]
    public void A_scribe_above_its_limit_is_refused_as_too_large(int size, bool refused)
    {
        var scribe = (int n) => Scribe.Change.Create(
            new("a", RecordId.Of("é")), new(1, "a"), [new("x", JsonText.OfString(new('x', n)), new(1, "a"))]);
        var sent = Encoding.UTF8.GetBytes(Sample.Encoded(new Message.AddScribes(
            null, [new(JsonText.Of(1), scribe(size - ScribeJson.Size(scribe(0))), true)], new(5), "m")));
        var read = Assert.IsType<Decoded.Received>(MessageCodec.Decode(sent)).Message;
        Assert.Equal(refused ? Code.TooLarge : null, Assert.Single(((Message.AddScribes)read).Scribes).Fault?.Code);
    }
}
