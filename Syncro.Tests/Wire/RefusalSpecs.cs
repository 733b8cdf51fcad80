using System.Text;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

public class RefusalSpecs
{
    public static TheoryData<string> Malformed() =>
    [
        "", " ", "{", "[]", "1", "null", "\"noop\"", "{}", "{}{}", """{"type":"noop"} x""", """{"type":"noop",}""",
        """{"type":1}""", """{"type":null}""", """{"type":["noop"]}""", """{"id":1}""", """/**/{"type":"noop"}""",
        """{"type":"noop","a":1,"a":2}""", """{"type":"noop","type":"noop"}""",
        """{"type":"noop","a":1,"\u0061":2}""", """{"type":"noop","x":{"y":[{"a":1,"b":0,"\u0061":2}]}}""",
        """{"type":"response","id":1,"result":{"a":1,"a":2}}""",
        """{"type":"response","id":1,"result":[{"klass":"a","klass":"b"}]}""",
        """{"type":"add_scribe","id":1,"scribe":{"klass":"a","type":"x","data":{"k":{"a":1,"a":1}}}}""",
        """{"type":"noop","x":"\ud800"}""", """{"type":"noop","\ud800":1}""", """{"type":"\udc00"}""",
        """{"type":"noop","x":["\udc00\ud800"]}""", """{"type":"noop","x":NaN}""", """{"type":"noop","x":01}""",
        """{"type":"noop","x":-}""", """{"type":"noop","x":Infinity}""", "{\"type\":\"no\u0001op\"}",
        $$"""{"type":"noop","x":{{new string('9', 65_000)}}}""", $$"""{"type":"noop","id":{{new string('9', 1025)}}}""",
        $$"""{"type":"noop","x":{{Nested(32)}}}""", Nested(100_000), new string('[', 100_000),
        string.Concat(Enumerable.Repeat("{\"a\":", 100_000)),
    ];

    internal static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_no_message_is_refused_with_400(string json)
    {
        var fault = Sample.Refused(json);
        Assert.Equal(Code.Malformed, fault.Code);
        Assert.InRange(fault.Text.Length, 10, 200);
    }

    [Theory]
    [InlineData("7B2274797065223A226E6F6F70222C2278223A22C0AF227D")] // overlong
    [InlineData("7B2274797065223A226E6F6F70222C2278223A22EDA080227D")] // a surrogate in UTF-8
    [InlineData("7B2274797065223A226E6F6F70222C2278223A22FF227D")]
    [InlineData("7B2274797065223A226E6F6F70222C2278223A22C3")]
    [InlineData("EFBBBF7B2274797065223A226E6F6F70227D")] // byte order mark
    public void What_is_no_utf8_is_refused(string hex) =>
        Assert.Equal(Code.Malformed, Sample.Refused(MessageCodec.Decode(Convert.FromHexString(hex))).Code);

    [Theory]
    [InlineData("klass", """{"type":"rpc","method":"m","args":[]}""")]
    [InlineData("args", """{"type":"rpc","klass":"k","method":"m","args":{}}""")]
    [InlineData("scribe", """{"type":"add_scribe","id":1}""")]
    [InlineData("scribe", """{"type":"add_scribe","id":1,"scribe":[]}""")]
    [InlineData("scribes", """{"type":"add_scribes","id":1,"position":1,"mark":""}""")]
    [InlineData("scribes", """{"type":"add_scribes","id":1,"scribes":{},"position":1,"mark":""}""")]
    [InlineData("position", """{"type":"add_scribes","id":1,"scribes":[],"position":-1,"mark":""}""")]
    [InlineData("position", """{"type":"ack","id":1,"position":9007199254740992,"mark":""}""")]
    [InlineData("position", """{"type":"ack","id":1,"position":1.0,"mark":""}""")]
    [InlineData("position", """{"type":"ack","id":1,"position":"1","mark":""}""")]
    [InlineData("mark", """{"type":"ack","id":1,"position":1}""")]
    [InlineData("rejected", """{"type":"ack","id":1,"position":1,"mark":"","rejected":[{"id":1}]}""")]
    [InlineData("from", """{"type":"sync","id":1,"from":[]}""")]
    [InlineData("from", """{"type":"sync","id":1,"from":"x","own":false}""")]
    [InlineData("from", """{"type":"sync","id":1,"own":false}""")]
    [InlineData("from", """{"type":"sync","id":1,"from":{"journal":"","position":1,"mark":""},"own":false}""")]
    [InlineData("own", """{"type":"sync","id":1,"from":{"journal":"j","position":1,"mark":""}}""")]
    [InlineData("result", """{"type":"response","id":1}""")]
    [InlineData("code", """{"type":"error"}""")]
    [InlineData("more", """{"type":"part","id":1,"data":""}""")]
    [InlineData("protocol", """{"type":"hello","id":1}""")]
    public void A_field_missing_or_of_another_type_is_named(string field, string json)
    {
        var fault = Sample.Refused(json);
        Assert.Equal(Code.Malformed, fault.Code);
        Assert.Contains($"'{field}'", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_of_more_than_64_characters_is_refused() => Assert.Contains(
        "'mark'", Sample.Refused($$"""{"type":"ack","position":1,"mark":"{{new string('m', 65)}}"}""").Text,
        StringComparison.Ordinal);

    [Fact]
    public void Type_names_of_a_runtime_are_inert()
    {
        var message = Sample.Received<Message.Unknown>("""{"$type":"System.IO.FileInfo, System","type":"x","id":2}""");
        Assert.Equal(new Message.Unknown(JsonText.Of(2), "x"), message);
        var read = Sample.LegacyScribe(
            """{"klass":"K","type":"create","data":{"id":1,"$type":"System.Object"},"id":1}""");
        Assert.Equal("$type", Assert.Single(Assert.IsType<Scribe.Change>(read.Scribe).Registers).Name);
    }

    [Fact]
    public void Very_many_keys_are_read_in_time_that_grows_with_them()
    {
        var json = new StringBuilder("""{"type":"noop","x":{""");
        for (var i = 0; i < 300_000; i++)
            json.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"k{i}\":0,");
        json.Append("\"k\":0}}");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Sample.Received<Message.Noop>(json.ToString());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_deepest_message_is_read() =>
        Sample.Received<Message.Noop>($$"""{"type":"noop","x":{{Nested(31)}}}""");
}
