using System.Text;
using System.Text.Json.Nodes;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

/// <summary>What the Ruby library of 2010 sent, byte for byte.</summary>
public class CaptureSpecs
{
    public static TheoryData<string, string> Captures()
    {
        var captures = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", "data", "ruby-2010.ndjson")))
        {
            var capture = JsonNode.Parse(line)!;
            var json = (string?)capture["json"]
                ?? Encoding.UTF8.GetString(Convert.FromHexString((string)capture["hex"]!).AsSpan(2));
            captures.Add((string)capture["case"]!, json);
        }
        return captures;
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Everything_the_original_sent_is_read_and_written_as_the_same_json(string name, string json)
    {
        var message = Sample.Received<Message>(json, exact: false);
        Assert.False(message is Message.Unknown, name);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(Sample.Encoded(message))), name);
    }

    [Fact]
    public void A_whole_frame_of_the_original_is_read()
    {
        var frame = Convert.FromHexString("00227b2274797065223a2273796e63222c2266726f6d223a6e756c6c2c226964223a317d");
        var decoded = Assert.Single(new FrameDecoder(new(1 << 20, TimeSpan.FromSeconds(1))).Feed(frame));
        Assert.Equal(
            new Message.LegacySync(JsonText.Of(1), null), Assert.IsType<Decoded.Received>(decoded).Message);
    }

    [Fact]
    public void A_create_of_the_original_becomes_one_without_stamps()
    {
        var read = Sample.LegacyScribe(
            """{"data":{"name":"alice","id":"e8"},"id":"8824","klass":"Test","type":"create"}""");
        var expected = Scribe.Change.Create(
            new("Test", RecordId.Of("e8")), Stamp.None, [new("name", JsonText.OfString("alice"), Stamp.None)]);
        Assert.Equal(new WireScribe(JsonText.OfString("8824"), expected, true), read);
    }

    [Theory]
    [InlineData("""{"type":"sync","id":1}""")]
    [InlineData("""{"type":"sync","id":1,"from":null}""")]
    [InlineData("""{"type":"sync","id":1,"from":""}""")]
    public void No_cursor_asks_from_the_beginning(string json) =>
        Assert.Null(Sample.Received<Message.LegacySync>(json).From);

    [Theory]
    [InlineData("""{"type":"sync","id":1,"from":0}""", "0")]
    [InlineData("""{"type":"sync","id":1,"from":"93"}""", "\"93\"")]
    public void A_cursor_of_version_1_is_kept_as_it_came(string json, string from) =>
        Assert.Equal(from, Sample.Received<Message.LegacySync>(json).From.ToString());

    [Theory]
    [InlineData("""{"klass":"T","type":"destroy","data":["x"]}""")]
    [InlineData("""{"klass":"T","type":"destroy","data":["x"],"id":null}""")]
    public void A_scribe_without_an_id_is_taken_in_version_1(string json)
    {
        var read = Sample.LegacyScribe(json);
        Assert.NotNull(read.Scribe);
        Assert.Equal(JsonText.Null, read.Id);
    }

    [Fact]
    public void The_record_id_comes_first_in_a_create()
    {
        var scribe = Scribe.Change.Create(
            new("Note", RecordId.Of("n1")), new(1, "a"), [new("about", JsonText.True, new(1, "a"))], new(1, "a"));
        Assert.Equal(
            """{"type":"add_scribe","scribe":{"klass":"Note","type":"create","data":{"id":"n1","about":true},"id":7},"id":3}""",
            Sample.Encoded(new Message.AddScribe(JsonText.Of(3), new(JsonText.Of(7), scribe, true))));
    }

    [Fact]
    public void An_answer_that_only_looks_like_a_page_keeps_its_text()
    {
        const string Text = """[{"klass":"a","other":1.10}]""";
        var result = Sample.Received<Message.Response>($$"""{"type":"response","id":1,"result":{{Text}}}""").Result;
        Assert.Equal(Text, result.AsSent.ToString());
    }
}
