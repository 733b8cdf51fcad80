using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.Tests.Models;

public class PlayerRegistrySpecs
{
    private sealed record Note(string Id);

    private static ScribePlayer Player(params string[] types)
    {
        var player = new ScribePlayer();
        foreach (var type in types)
            player.On(type, (_, _) => Task.CompletedTask);
        return player;
    }

    private static void Refused(string part, Action register) =>
        Assert.Contains(part, Assert.Throws<InvalidModelException>(register).Message, StringComparison.Ordinal);

    [Fact]
    public void A_class_is_registered_once_as_a_model_or_as_a_player()
    {
        Refused("'Log'", () => new ModelRegistry().Play("Log", Player("append")).Play("Log", Player("append")));
        Refused("'Note'", () => new ModelRegistry().Play("Note", Player("append")).Add<Note>());
        Refused("'Note'", () => new ModelRegistry().Add<Note>().Play("Note", Player("append")));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("update")]
    [InlineData("destroy")]
    [InlineData("withdraw")]
    [InlineData("")]
    public void A_type_that_is_not_a_classs_own_to_define_is_refused_by_name(string type) =>
        Refused($"class 'Log' can't play its type '{type}'", () => new ModelRegistry().Play("Log", Player("append", type)));

    [Fact]
    public void A_player_of_nothing_a_type_played_twice_and_a_name_that_is_none_are_refused()
    {
        Refused("'Log' plays nothing", () => new ModelRegistry().Play("Log", Player()));
        Refused("'append' is played twice", () => Player("append", "append"));
        Refused("'a;b'", () => new ModelRegistry().Play("a;b", Player("append")));
        new ModelRegistry().Play("Log", new ScribePlayer().On(ChangeType.Create, (_, _) => Task.CompletedTask));
    }
}
