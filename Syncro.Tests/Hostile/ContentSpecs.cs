using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Hostile;

/// <summary>What a client in session sends in its scribes: each is refused by itself or ends its link, and is data, never more.</summary>
public sealed class ContentSpecs : IAsyncLifetime
{
    private HonestPair _pair = null!;

    public async Task InitializeAsync() => _pair = await HonestPair.StartAsync("""
        syncro.models.Secret { readers = [readers], writers = [writers] }
        """);

    public async Task DisposeAsync() => await _pair.DisposeAsync();

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    public static TheoryData<string, int> Scribes() => new()
    {
        { $$"""{"id":"{{new string('x', 257)}}"}""", 422 },
        { $$"""{"id":"a","{{new string('x', 257)}}":1}""", 422 },
        { """{"id":"a\u0000b"}""", 422 },
        { """{"id":"a","b\u001b[2J":1}""", 422 },
        { """{"id":""}""", 422 },
        { """{"id":1.5}""", 422 },
        { """{"id":{"$type":"x"} }""", 422 },
        { $$"""{"id":"a","v":{{Nested(26)}}}""", 422 },
        { $$"""{"id":"a","v":{{Nested(40)}}}""", 400 },
        { $$"""{"id":"a","v":{{new string('9', 65_000)}}}""", 400 },
        { $$"""{"id":{{new string('9', 2000)}}}""", 400 },
        { """{"id":"a","v":1,"v":2}""", 400 },
        { """{"id":"a","v":{"w":1,"\u0077":2} }""", 400 },
        { """{"id":"a","v":"\ud800"}""", 400 },
        { """{"id":"a","v":NaN}""", 400 },
        { $$"""{"id":"a","v":"{{new string('x', 600_000)}}"}""", 413 },
    };

    [Theory]
    [MemberData(nameof(Scribes))]
    public async Task A_scribe_that_breaks_a_limit_is_refused_with_its_code_and_one_that_breaks_the_grammar_ends_the_link(string data, int code)
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        // As it is: no parser of the test's own in between.
        await evil.Wire.SendTextAsync(
            $$"""{"type":"add_scribes","id":9,"scribes":[{{evil.Create(data)}},{{evil.Create("""{"id":"next"}""")}}],"position":4096,"mark":"m"}""");
        var answer = await evil.Wire.ReceiveAsync(message => message["type"]!.ToString() == "error" || message["id"]?.ToJsonString() == "9");
        if (code == 400)
        {
            Assert.Equal(400, (int)answer["code"]!);
            Assert.Null(await evil.Wire.LastAsync());
        }
        else
        {
            Assert.Equal(code, (int)Assert.Single(answer["result"]!["rejected"]!.AsArray())!["code"]!);
            Assert.NotNull(await _pair.Node.Peer.FindAsync(TestPeer.Key("next")));
        }
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_forged_origin_is_refused_with_403_whichever_stamp_it_is_in()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        Assert.Equal(403, await evil.CodeAsync(evil.Create("""{"id":"a"}""", Intruder.Stamp("honest"))));
        Assert.Equal(403, await evil.CodeAsync(evil.Create("""{"id":"a","v":1},"stamps":{"v":"0000000000010000@server"}""")));
        Assert.Equal(403, await evil.CodeAsync(evil.Create("""{"id":"a"},"destroyed":"0000000000010000@server" """)));
        Assert.Null(await _pair.Node.Peer.FindAsync(TestPeer.Key("a")));
        Assert.Null(await evil.CodeAsync(evil.Create("""{"id":"a"}""")));
        Assert.Equal("evil", (await _pair.Node.Peer.FindAsync(TestPeer.Key("a")))!.State.Created.Origin);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_stamp_too_far_ahead_ends_the_link_with_425_before_any_of_its_page_and_nothing_is_skipped()
    {
        using (var evil = await Intruder.JoinAsync(_pair.Port))
        {
            var later = Intruder.Stamp("evil", TimeSpan.FromHours(25));
            await evil.PushAsync(evil.Create("""{"id":"first"}"""));
            Assert.Equal(425, (int)(await evil.PushAsync(evil.Create("""{"id":"second"}"""), evil.Create("""{"id":"far"}""", later)))["code"]!);
            Assert.Null(await evil.Wire.LastAsync());
        }
        Assert.Null(await _pair.Node.Peer.FindAsync(TestPeer.Key("second")));
        await Wait.Until("the link is down", async () => await _pair.Node.LinkAsync("evil") is { Connected: false });
        using var again = await WirePeer.GreetAsync(_pair.Port, WirePeer.Hello("evil"));
        Assert.Equal(4096, (int)(await again.ReceiveAsync("sync"))["from"]!["position"]!);
        await _pair.StillWellAsync();
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("%2e%2e%2f")]
    [InlineData("$x")]
    [InlineData("'; DROP TABLE records; --")]
    [InlineData("\\\\host\\share")]
    [InlineData("#user/*")]
    [InlineData("nul")]
    [InlineData("x\u202E")]
    public async Task Guids_classes_ids_and_names_are_data_and_never_paths_or_sql(string name)
    {
        var json = JsonText.OfString(name).ToString();
        using var evil = await Intruder.JoinAsync(_pair.Port, name);
        var at = JsonText.OfString(Intruder.Stamp(name)).ToString()[1..^1];
        Assert.Null(await evil.CodeAsync(evil.Create($$"""{"id":{{json}},{{json}}:{{json}}}""", at)));
        var found = await _pair.Node.Peer.FindAsync(TestPeer.Key(name));
        Assert.Equal(json, found!.State[name].ToString());
        Assert.Equal(name.Contains(';', StringComparison.Ordinal) ? 422 : 403, await evil.CodeAsync($$"""{"klass":{{json}},"type":"create","data":{"id":"x"},"id":1,"at":"{{at}}"}"""));
        Assert.True((await _pair.Node.LinkAsync(name))!.Connected);
        await Wait.Until("it reached the honest one", async () => (await _pair.Client.Peer.FindAsync(TestPeer.Key(name)))?.State == found.State);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_type_named_in_json_is_an_attribute_like_any_other()
    {
        const string Type = "\"System.Diagnostics.Process, System.Diagnostics.Process\"";
        using var evil = await Intruder.JoinAsync(_pair.Port);
        Assert.Null(await evil.CodeAsync(evil.Create($$"""{"id":"t","$type":{{Type}},"v":{"$type":{{Type}},"$ref":"1"} }""")));
        var state = (await _pair.Node.Peer.FindAsync(TestPeer.Key("t")))!.State;
        Assert.Equal(Type, state["$type"].ToString());
        Assert.Equal($$"""{"$type":{{Type}},"$ref":"1"}""", state["v"].ToString());
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task What_a_peer_says_is_one_plain_line_in_log_and_status()
    {
        const string Forged = "no\r\n12:00:00.000 error forged\u001b[2J\u009b\u2028\u202e";
        var text = JsonText.OfString(Forged + new string('x', 5000)).ToString();
        // Whoever has not even greeted.
        using (var unknown = await WirePeer.DialAsync(_pair.Port))
        {
            await unknown.SendTextAsync($$"""{"type":"error","code":403,"message":{{text}}}""");
            await unknown.LastAsync();
        }
        using (var unknown = await WirePeer.DialAsync(_pair.Port))
        {
            var key = JsonText.OfString(Forged).ToString();
            await unknown.SendTextAsync($$"""{"type":"noop",{{key}}:1,{{key}}:2}""");
            await unknown.LastAsync();
        }
        using (var evil = await Intruder.JoinAsync(_pair.Port))
        {
            await evil.Wire.AskAsync("ack", $$"""
                "position":0,"mark":"","rejected":[{"id":1,"code":403,"message":{{text}}}]
                """);
            await Wait.ForError(_pair.Node, "evil", "forged");
        }
        using (var ruby = await LegacySpecs.JoinAsync(_pair.LegacyPort))
        {
            await ruby.SendTextAsync($$"""{"type":"error","code":403,"message":{{text}}}""");
            await Wait.ForError(_pair.Node, "ruby", "forged");
        }
        var lines = _pair.Warnings.Append((await _pair.Node.LinkAsync("evil"))!.LastError!).Append((await _pair.Node.LinkAsync("ruby"))!.LastError!).ToList();
        Assert.True(lines.Count(line => line.Contains("forged", StringComparison.Ordinal)) >= 5, string.Join('\n', lines));
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202e');
            Assert.InRange(line.Length, 0, 1200);
        });
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_record_that_is_unknown_and_one_that_is_forbidden_get_the_same_answer()
    {
        await _pair.Node.CommitAsync(new LocalChange.Create(
            TestPeer.Key("theirs", "Secret"), Attributes.Of([new("readers", JsonText.Parse("[\"honest\"]")), new("writers", JsonText.Parse("[\"honest\"]"))])));
        using var evil = await Intruder.JoinAsync(_pair.Port);
        var answers = new List<string>();
        foreach (var id in (string[])["theirs", "no such"])
            foreach (var scribe in (string[])[evil.Update($$"""["{{id}}",{"v":1}]""", "Secret"),
                $$"""{"klass":"Secret","type":"destroy","data":["{{id}}"],"id":1,"at":"{{Intruder.Stamp("evil")}}"}"""])
                answers.Add((await evil.PushAsync(scribe))["result"]!["rejected"]!.ToJsonString());
        Assert.Single(answers.Distinct());
        Assert.Contains("403", answers[0], StringComparison.Ordinal);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task Many_scribes_that_say_nothing_are_not_answered_one_by_one_without_end()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        Assert.Equal(400, (int)(await evil.PushAsync([.. Enumerable.Repeat("{}", 1_000_000)]))["code"]!);
        Assert.Null(await evil.Wire.LastAsync());
        await _pair.StillWellAsync();
    }
}
