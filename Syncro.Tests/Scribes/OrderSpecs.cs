using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;

namespace Syncro.Tests.Scribes;

public class OrderSpecs
{
    private static int Sign(int order) => Math.Sign(order);

    private static Property Orders<T>(Gen<T> gen) where T : IComparable<T>, IEquatable<T> => Prop.ForAll(
        gen.Three().ToArbitrary(), t =>
        {
            var (x, y, z) = (t.Item1, t.Item2, t.Item3);
            return Sign(x.CompareTo(y)) == -Sign(y.CompareTo(x)) && (x.CompareTo(y) == 0) == x.Equals(y)
                && (x.CompareTo(y) > 0 || y.CompareTo(z) > 0 || x.CompareTo(z) <= 0)
                && (!x.Equals(y) || x.GetHashCode() == y.GetHashCode());
        });

    [Property(MaxTest = 1000)]
    public Property Stamps_are_in_total_order() => Orders(Gen.OneOf(Generators.Stamps, Gen.Constant(Stamp.None)));

    [Property(MaxTest = 1000)]
    public Property Record_ids_are_in_total_order() => Orders(Generators.Ids);

    [Property(MaxTest = 500)]
    public Property Values_are_in_total_order() => Orders(Generators.Values);

    [Property(MaxTest = 1000)]
    public Property Strings_are_in_the_order_of_their_utf8() => Prop.ForAll(
        Generators.Texts.Two().ToArbitrary(), pair =>
            Sign(Utf8Order.Compare(pair.Item1, pair.Item2))
            == Sign(Encoding.UTF8.GetBytes(pair.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(pair.Item2))));

    [Property(MaxTest = 500)]
    public Property A_stamp_comes_back_from_its_text() => Prop.ForAll(
        Generators.Stamps.ToArbitrary(), stamp => Stamp.TryParse(stamp.ToString(), out var read) && read == stamp);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000000a0001@")]
    [InlineData("00000000000A0001@a")]
    [InlineData("0000000000000000@a")]
    [InlineData("00000000000a001\0@a")]
    [InlineData(" 0000000000a0001@a")]
    [InlineData("+0000000000a0001@a")]
    [InlineData("0000000000a0001@a")]
    [InlineData("00000000000a00011@a")]
    [InlineData("00000000000a0001@a\n")]
    public void A_stamp_has_one_form(string? text) => Assert.False(Stamp.TryParse(text, out _));

    [Property(MaxTest = 500)]
    public Property Integers_sort_by_value_and_before_strings() => Prop.ForAll(
        Generators.Ids.Two().ToArbitrary(), pair => (pair.Item1.IsInteger, pair.Item2.IsInteger) switch
        {
            (true, true) => Sign(pair.Item1.CompareTo(pair.Item2))
                == Sign(BigInteger.Parse(pair.Item1.Text).CompareTo(BigInteger.Parse(pair.Item2.Text))),
            (true, false) => pair.Item1 < pair.Item2,
            (false, true) => pair.Item1 > pair.Item2,
            _ => Sign(pair.Item1.CompareTo(pair.Item2)) == Sign(Utf8Order.Compare(pair.Item1.Text, pair.Item2.Text)),
        });

    [Fact]
    public void A_number_is_not_the_string_of_its_digits()
    {
        Assert.NotEqual(RecordId.Of(560), RecordId.Of("560"));
        Assert.Equal("560", RecordId.Of(560).ToJson().ToString());
        Assert.Equal("\"560\"", RecordId.Of("560").ToJson().ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-0")]
    [InlineData("007")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("+1")]
    public void An_integer_id_has_one_form(string token) => Assert.False(RecordId.TryInteger(token, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a\0")]
    [InlineData("a\u0085")]
    public void A_name_holds_only_text(string name)
    {
        Assert.NotNull(Names.Fault("name", name));
        Assert.Throws<InvalidNameException>(() => RecordId.Of(name));
    }

    [Fact]
    public void A_lone_surrogate_is_in_no_name()
    {
        foreach (var name in new[] { "\uD83D", "a\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00" })
        {
            Assert.NotNull(Names.Fault("name", name));
            Assert.False(Stamp.TryParse($"00000000000a0001@{name}", out _));
        }
        Assert.Null(Names.Fault("name", "\uD83D\uDE00"));
    }

    [Fact]
    public void A_name_has_at_most_256_bytes_of_utf8()
    {
        Assert.Null(Names.Fault("name", string.Concat(Enumerable.Repeat("😀", 64))));
        Assert.NotNull(Names.Fault("name", string.Concat(Enumerable.Repeat("😀", 64)) + "a"));
        Assert.NotNull(Names.ClassFault("a;b"));
    }
}
