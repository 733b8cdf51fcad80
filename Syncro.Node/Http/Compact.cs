using System.Text;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary><c>POST /api/compact</c>: lets go of the part of the log that need not be kept.</summary>
internal sealed class Compact(IPeer peer)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost("/api/compact", CompactAsync);

    private async Task CompactAsync(HttpContext context)
    {
        var (commits, begins) = await peer.CompactAsync(context.RequestAborted);
        await Answer.WriteAsync(context, 200, Encoding.ASCII.GetBytes(
            $"{{\"commits\":{Answer.Text(commits)},\"begins\":{Answer.Text(begins.Value)}}}"));
    }
}
