namespace Syncro.Node.Http;

/// <summary><c>/health</c>: whether the process lives, and whether its peer takes changes.</summary>
internal sealed class Health(IPeer peer)
{
    private static readonly ReadOnlyMemory<byte> Ok = "{\"status\":\"ok\"}"u8.ToArray();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", context => Answer.WriteAsync(context, 200, Ok));
        app.MapGet("/health/ready", context => peer.NotReady is { } reason
            ? Answer.FailAsync(context, 503, reason)
            : Answer.WriteAsync(context, 200, Ok));
    }
}
