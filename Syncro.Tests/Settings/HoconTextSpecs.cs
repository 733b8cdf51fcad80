using Syncro.Settings;

namespace Syncro.Tests.Settings;

public class HoconTextSpecs
{
    [Theory]
    [InlineData("")]
    [InlineData("a = 1")]
    [InlineData("a { b = x # c }\n d = [1, 2] , e=\"x { y\" }\n")]
    [InlineData("a { \"x.y\" { z = 4 MiB }\n m = [] }\na.b = 3")]
    [InlineData("a : { b : 1 },\n c = \"\"\"x\"y\n}\"\"\"")]
    [InlineData("a = \"q\\\"}\" // } \nb { c = ${a} }")]
    [InlineData("a = 1\nb = ${a}\nc { d = ${b}, e = ${c.d} }\nf = ${c}")]
    [InlineData("a = [\n  1\n  2 # ]\n]\r\nb = [{ c = 1 }, [x]]")]
    public void Well_formed_text_is_taken(string text) => HoconText.Check(text, "x.conf");

    [Fact]
    public void A_comma_after_a_section_is_taken_away_since_the_parser_does_not_know_it()
    {
        Assert.Equal("a { b {}   c { d = 1, e = 2 }\n  f = ${z}, g = [{}, {}], h = 1 }",
            HoconText.Check("a { b {} , c { d = 1, e = 2 }\n, f = ${z}, g = [{}, {}], h = 1 }", "x.conf"));
        SettingsSource.Parse("a { b {} , c { d = 1, e = 2 }\n, f = 3, g = [{}, {}], h = 1 }, i = 5", "x.conf");
    }

    [Theory]
    [InlineData("a { b = 1 ", 1, "never closed")]
    [InlineData("a {\n  b {\n    c = 1\n}\n", 1, "never closed")]
    [InlineData("a = 1\n}", 2, "a '}' where a key must stand")]
    [InlineData("\n\na { b = \"x \n}", 3, "never closed")]
    [InlineData("a = \"\"\"x", 1, "never closed")]
    [InlineData("a { b = \n c = 1 }", 1, "'b' has no value")]
    [InlineData("a { b = }", 1, "'b' has no value")]
    [InlineData("a { b = # c\n }", 1, "'b' has no value")]
    [InlineData("a =", 1, "'a' has no value")]
    [InlineData("a = 1\nb c\n", 2, "'b c' has no value")]
    [InlineData("a = [1, 2\nb = 3", 2, "'a' holds a '='")]
    [InlineData("a = [1, 2\n", 1, "never closed")]
    [InlineData("a = [1, 2 }", 1, "a '}' where a ']' must stand")]
    [InlineData("a = 1 ]", 1, "a ']' where a key must stand")]
    [InlineData("a = tcp://h:1", 1, "double quotes")]
    [InlineData("a = [\"x\",\n *.example.org]", 2, "'a' holds a '*': put it in double quotes")]
    [InlineData("a = [!\"x\"]", 1, "'a' holds a '!'")]
    [InlineData("a { b = x@y }", 1, "'b' holds a '@'")]
    [InlineData("a = [$x]", 1, "'a' holds a '$'")]
    [InlineData("a = 'x'", 1, "use double quotes")]
    [InlineData("{ a = 1 }", 1, "before the first key")]
    [InlineData("a = 1\ninclude \"x\"", 2, "'include' is not supported")]
    [InlineData("a += 1", 1, "'+='")]
    [InlineData("a = ${?HOME}", 1, "${?…}")]
    [InlineData("a = ${HOME\n}", 1, "'${' is never closed")]
    [InlineData("a = ${a}", 1, "comes back to itself")]
    [InlineData("a = 1\na = [${a}]", 2, "comes back to itself")]
    [InlineData("a = ${ b }", 1, "no path")]
    [InlineData("a = ${}", 1, "no path")]
    [InlineData("a { b = ${\\l[: \"x } }", 1, "no path")]
    [InlineData("a { b = ${a} }", 1, "comes back to itself")]
    [InlineData("a = ${a.b}", 1, "comes back to itself")]
    [InlineData("a = ${b}\nb { c = ${d} }\nd = ${a}", 1, "comes back to itself")]
    public void Ill_formed_text_is_refused_with_its_line(string text, int line, string what)
    {
        var message = Assert.Throws<InvalidSettingsException>(() => HoconText.Check(text, "x.conf")).Message;
        Assert.StartsWith($"x.conf, line {line}: ", message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{ a = ", "}")]
    public void Nesting_has_a_bound(string open, string close)
    {
        string Nested(int depth) => "a = " + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        HoconText.Check(Nested(HoconText.MaxDepth), "x.conf");
        foreach (var depth in new[] { HoconText.MaxDepth + 1, 100_000 })
            Assert.Contains("nested deeper", Assert.Throws<InvalidSettingsException>(() => HoconText.Check(Nested(depth), "x.conf")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Substitutions_without_end_are_refused()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"a{i} = ${{b}}\n"));
        Assert.Contains("more than 256", Assert.Throws<InvalidSettingsException>(() => HoconText.Check(text, "x.conf")).Message, StringComparison.Ordinal);
    }
}
