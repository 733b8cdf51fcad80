using System.Text;
using FsCheck.Xunit;
using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

[Properties(Arbitrary = [typeof(RecordCases)], MaxTest = 500)]
public class RecordBodySpecs
{
    [Property]
    public bool Every_record_comes_back_exactly(StoredRecord record)
    {
        var (state, audience) = RecordBody.Read(RecordBody.Write(record.State, record.Audience));
        return state.Equals(record.State) && audience.Equals(record.Audience);
    }

    [Property]
    public bool A_body_is_JSON(StoredRecord record)
    {
        var body = RecordBody.Write(record.State, record.Audience);
        return JsonText.Parse(body).Utf8.SequenceEqual(body);
    }

    [Fact]
    public void The_stored_form_is_frozen()
    {
        Stamp at = new(0x0190_0000_0000_0001, "laptop"), later = new(0x0190_0000_0000_000a, "a\"b");
        var state = new RecordState(at, new(0x018f_0000_0000_0000, "laptop"), Registers.Sorted(
            [new("title", JsonText.Parse("\"Milk\""), at), new("price", JsonText.Parse("1.10"), later)]));
        Assert.Equal(
            """{"v":1,"created":"0190000000000001@laptop","destroyed":"018f000000000000@laptop","audience":["a","b"],"""
            + """ "stamps":{"price":"019000000000000a@a\"b"},"attributes":{"price":1.10,"title":"Milk"}}""".TrimStart(),
            Text(state, Audience.Of([new("b"), new("a")])));
        Assert.Equal("""{"v":1,"audience":"relays","attributes":{}}""", Text(RecordState.Unknown, Audience.Relays));
        Assert.Equal("""{"v":1,"audience":[],"attributes":{}}""", Text(RecordState.Unknown, Audience.Nobody));
        Assert.Equal("""{"v":1,"attributes":{}}""", Text(RecordState.Unknown, Audience.Everyone));
    }

    [Fact]
    public void A_value_nested_as_deeply_as_a_message_comes_back()
    {
        var value = JsonText.Parse(new string('[', JsonGrammar.MaxDepth) + new string(']', JsonGrammar.MaxDepth));
        var state = new RecordState(RecordCases.At(1), Stamp.None, [new("deep", value, RecordCases.At(1))]);
        Assert.Equal(state, RecordBody.Read(RecordBody.Write(state, Audience.Everyone)).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":2,"attributes":{}}""")]
    [InlineData("""{"attributes":{},"v":1}""")]
    [InlineData("""{"v":1,"attributes":{},"more":1}""")]
    [InlineData("""{"v":1,"attributes":{}} x""")]
    [InlineData("""{"v":1,"attributes":{}""")]
    [InlineData("""{"v":1,"created":"soon","attributes":{}}""")]
    [InlineData("""{"v":1,"created":7,"attributes":{}}""")]
    [InlineData("""{"v":1,"audience":"some","attributes":{}}""")]
    [InlineData("""{"v":1,"audience":[1],"attributes":{}}""")]
    [InlineData("""{"v":1,"stamps":{"a":"0190000000000001@x"},"attributes":{}}""")]
    [InlineData("""{"v":1,"attributes":{"a":01}}""")]
    [InlineData("""{"v":1,"attributes":{"a":"\ud83d"}}""")]
    [InlineData("""{"v":1,"attributes":[]}""")]
    public void A_damaged_body_is_refused(string body) =>
        Assert.ThrowsAny<SyncroException>(() => RecordBody.Read(Encoding.UTF8.GetBytes(body)));

    private static string Text(RecordState state, Audience audience) =>
        Encoding.UTF8.GetString(RecordBody.Write(state, audience));
}
