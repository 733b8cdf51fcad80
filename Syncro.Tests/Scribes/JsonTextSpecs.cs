using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;

namespace Syncro.Tests.Scribes;

public class JsonTextSpecs
{
    [Property(MaxTest = 500)]
    public Property Compaction_takes_white_space_alone() => Prop.ForAll(Generators.Values.ToArbitrary(), value =>
    {
        var compact = JsonText.Parse(value.Utf8);
        var indented = JsonNode.Parse(value.Utf8)?.ToJsonString(new() { WriteIndented = true }) ?? "null";
        return compact == value && JsonText.Parse($" {value}\r\n\t") == value
            && JsonNode.DeepEquals(JsonNode.Parse(JsonText.Parse(indented).Utf8), JsonNode.Parse(value.Utf8));
    });

    [Property(MaxTest = 500)]
    public Property A_string_comes_back_from_its_json() => Prop.ForAll(
        Generators.Texts.ToArbitrary(),
        text => (string?)JsonNode.Parse(JsonText.OfString(text).Utf8) == text
            && JsonText.Parse(JsonText.OfString(text).Utf8) == JsonText.OfString(text));

    [Theory]
    [InlineData("[ 1 , 2 ]", "[1,2]")]
    [InlineData("{ }", "{}")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("{ \"b\" : { \"c\" : [ { } , [ ] ] } , \"a\" : \" x \" }", """{"b":{"c":[{},[]]},"a":" x "}""")]
    public void White_space_goes_and_order_stays(string json, string compact) =>
        Assert.Equal(compact, JsonText.Parse(json).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[1,]")]
    [InlineData("nul")]
    public void What_is_not_one_value_is_refused(string json) =>
        Assert.Throws<InvalidJsonException>(() => JsonText.Parse(json));

    [Fact]
    public void A_string_with_a_lone_surrogate_has_no_json()
    {
        Assert.Throws<InvalidJsonException>(() => JsonText.OfString("a\uD800"));
        Assert.Throws<InvalidJsonException>(() => JsonText.Parse("\"\uD800\""));
    }
}
