using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Tests.Sessions;

/// <summary>What is worth a warning.</summary>
public class ReportedSpecs
{
    private static readonly ClientId Laptop = new("laptop"), Phone = new("phone");

    [Fact]
    public void What_was_said_last_of_the_same_client_is_not_new()
    {
        var reported = new Reported();
        Assert.True(reported.IsNew(Laptop, "a", 0));
        Assert.False(reported.IsNew(Laptop, "a", 0));
        Assert.True(reported.IsNew(Phone, "a", 0));
        Assert.True(reported.IsNew(null, "a", 0));
        Assert.False(reported.IsNew(null, "a", 0));
        Assert.True(reported.IsNew(Laptop, "b", 0));
        Assert.False(reported.IsNew(Phone, "a", 0));
    }

    [Fact]
    public void It_is_new_again_after_a_session_was_open()
    {
        var reported = new Reported();
        reported.IsNew(Laptop, "a", 0);
        reported.IsNew(Phone, "a", 0);
        reported.Forget(Laptop);
        Assert.True(reported.IsNew(Laptop, "a", 0));
        Assert.False(reported.IsNew(Phone, "a", 0));
    }

    [Fact]
    public void Of_one_client_that_makes_up_ever_new_things_only_some_are_worth_a_warning_in_a_minute()
    {
        foreach (var client in new ClientId?[] { Laptop, null })
        {
            var reported = new Reported();
            var warnings = 0;
            for (var i = 0; i < 1000; i++)
            {
                warnings += reported.IsNew(client, $"{i}", 59_999) ? 1 : 0;
                reported.Forget(Laptop);
            }
            Assert.Equal(Reported.PerMinute, warnings);
            Assert.True(reported.IsNew(Phone, "1", 59_999));
            Assert.True(reported.IsNew(client, "later", 200_000));
        }
    }

    [Fact]
    public void Ever_new_clients_take_no_room_without_bound()
    {
        var reported = new Reported();
        for (var i = 0; i < 1025; i++)
            Assert.True(reported.IsNew(new($"client {i}"), "a", 0));
        Assert.True(reported.IsNew(new("client 0"), "a", 0));
    }
}
