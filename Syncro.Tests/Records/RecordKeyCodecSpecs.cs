using FsCheck.Xunit;
using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

[Properties(Arbitrary = [typeof(RecordCases)], MaxTest = 500)]
public class RecordKeyCodecSpecs
{
    [Property]
    public bool Every_id_comes_back_exactly(RecordId id) => RecordKeyCodec.Decode(RecordKeyCodec.Encode(id)) == id;

    [Property(MaxTest = 3000)]
    public bool Bytes_sort_as_ids_do(RecordId x, RecordId y) =>
        Math.Sign(RecordKeyCodec.Encode(x).AsSpan().SequenceCompareTo(RecordKeyCodec.Encode(y)))
        == Math.Sign(x.CompareTo(y));

    [Fact]
    public void Integers_come_by_value_before_strings_by_bytes()
    {
        string[] integers = ["-" + new string('9', 255), "-100", "-99", "-10", "-9", "-1", "0", "1", "9", "10", "99",
            "100", "9223372036854775808", new string('1', 40), "1" + new string('0', 255), new string('9', 256)];
        string[] strings = ["-1", "1", "10", "9", "A", "a", "aa", "é", "\uFFFF", "😀"];
        RecordId[] ids = [.. integers.Select(RecordCases.Whole), .. strings.Select(RecordId.Of)];
        var keys = ids.Select(RecordKeyCodec.Encode).ToArray();
        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(pair.Item1.AsSpan().SequenceCompareTo(pair.Item2) < 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("0200")]
    [InlineData("02003A")]
    [InlineData("04616263")]
    [InlineData("02013031")]
    public void Bytes_that_are_no_id_are_refused(string hex) =>
        Assert.Throws<InvalidNameException>(() => RecordKeyCodec.Decode(Convert.FromHexString(hex)));
}
