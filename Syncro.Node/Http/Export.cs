using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary><c>/api/export</c>: every record of a class, one in a line, by id; a page in memory at a time.</summary>
internal sealed class Export(IPeer peer)
{
    private const int Page = 500;

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/api/export/class", ExportAsync);

    private async Task ExportAsync(HttpContext context)
    {
        var (className, cancel) = (Call.Class(context, peer), context.RequestAborted);
        var page = await peer.ListAsync(className, null, Page, cancel);
        context.Response.ContentType = "application/x-ndjson";
        var output = context.Response.BodyWriter;
        while (!page.IsEmpty)
        {
            foreach (var (id, state) in page)
            {
                RecordJson.Write(output, id, state);
                "\n"u8.CopyTo(output.GetSpan(1));
                output.Advance(1);
            }
            await output.FlushAsync(cancel);
            page = page.Length < Page ? [] : await peer.ListAsync(className, page[^1].Key, Page, cancel);
        }
    }
}
