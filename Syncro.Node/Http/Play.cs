using System.Globalization;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary><c>/api/players</c>: a scribe that was set aside is played again.</summary>
internal sealed class Play(IPeer peer)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost("/api/players/class/id", PlayAsync);

    private async Task PlayAsync(HttpContext context)
    {
        var (className, text) = (RecordPath.Of(context).Class, RecordPath.Of(context).Id!);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position >= Position.Limit)
            throw new RefusedException(Code.Malformed, $"'{text}' is not a position, a whole number below 2^53");
        await peer.PlayAgainAsync(className, new(position), context.RequestAborted);
        context.Response.StatusCode = 204;
    }
}
