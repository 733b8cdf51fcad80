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
        Assert.True(reported.IsNew(Laptop, "a"));
        Assert.False(reported.IsNew(Laptop, "a"));
        Assert.True(reported.IsNew(Phone, "a"));
        Assert.True(reported.IsNew(null, "a"));
        Assert.False(reported.IsNew(null, "a"));
        Assert.True(reported.IsNew(Laptop, "b"));
        Assert.False(reported.IsNew(Phone, "a"));
    }

    [Fact]
    public void It_is_new_again_after_a_session_was_open()
    {
        var reported = new Reported();
        reported.IsNew(Laptop, "a");
        reported.IsNew(Phone, "a");
        reported.Forget(Laptop);
        Assert.True(reported.IsNew(Laptop, "a"));
        Assert.False(reported.IsNew(Phone, "a"));
    }

    [Fact]
    public void Ever_new_clients_take_no_room_without_bound()
    {
        var reported = new Reported();
        for (var i = 0; i < 1025; i++)
            Assert.True(reported.IsNew(new($"client {i}"), "a"));
        Assert.True(reported.IsNew(new("client 0"), "a"));
    }
}
