using System.Buffers;
using Syncro.Journal;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary><c>/api/models</c>: one record, or a page of them.</summary>
internal sealed class Records(IPeer peer, HttpSettings settings)
{
    private const int MaxPage = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/models/class", ListAsync);
        app.MapPost("/api/models/class", CreateAsync);
        app.MapGet("/api/models/class/id", GetAsync);
        app.MapPut("/api/models/class/id", PutAsync);
        app.MapPatch("/api/models/class/id", PatchAsync);
        app.MapDelete("/api/models/class/id", DeleteAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var (className, cancel) = (Call.Class(context, peer), context.RequestAborted);
        var limit = (int)(Call.Number(context, "limit", 1, MaxPage) ?? 100);
        RecordId? after = context.Request.Query.TryGetValue("after", out var text)
            ? await Ids.AfterAsync(peer, className, text.ToString(), cancel) : (RecordId?)null;
        var output = new ArrayBufferWriter<byte>();
        output.Write("["u8);
        foreach (var (id, state) in await peer.ListAsync(className, after, limit, cancel))
        {
            if (output.WrittenCount > 1)
                output.Write(","u8);
            RecordJson.Write(output, id, state);
        }
        output.Write("]"u8);
        await Answer.WriteAsync(context, 200, output.WrittenMemory);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var className = Call.Class(context, peer);
        var (given, attributes) = RecordJson.Read(await Call.BodyAsync(context, settings));
        var key = new RecordKey(className, given ?? RecordId.Of(Guid.NewGuid().ToString()));
        await peer.CommitAsync([new LocalChange.Create(key, attributes)], context.RequestAborted);
        await CreatedAsync(context, key, attributes);
    }

    private async Task GetAsync(HttpContext context)
    {
        var (key, alive) = await FindAsync(context);
        await AnswerAsync(context, key.Id, alive ?? throw NoSuchRecord(key));
    }

    private async Task PutAsync(HttpContext context)
    {
        var (className, text) = (Call.Class(context, peer), RecordPath.Of(context).Id!);
        var (given, attributes) = RecordJson.Read(await Call.BodyAsync(context, settings));
        if (given is { } id && id.Text != text)
            throw new RefusedException(Code.InvalidScribe, $"the id {id} of the record is not that of the path");
        // An id in the record says which of the two forms is meant.
        var key = given is { } form ? new(className, form)
            : (await Ids.ResolveAsync(peer, className, text, context.RequestAborted)).Key;
        var committed = await peer.CommitAsync([new LocalChange.Put(key, attributes)], context.RequestAborted);
        if (committed.Outcomes[0] == Outcome.Created)
            await CreatedAsync(context, key, attributes);
        else
            await AnswerAsync(context, 200, key.Id, attributes);
    }

    private async Task PatchAsync(HttpContext context)
    {
        var (key, alive) = await FindAsync(context);
        var (given, attributes) = RecordJson.Read(await Call.BodyAsync(context, settings));
        if (alive is null)
            throw NoSuchRecord(key);
        if (given is { } id && id != key.Id)
            throw new RefusedException(Code.InvalidScribe, $"the id {id} of the record is not that of the path, {key.Id}");
        await peer.CommitAsync([new LocalChange.Update(key, attributes)], context.RequestAborted);
        await AnswerAsync(context, key.Id,
            await Ids.AliveAsync(peer, key, context.RequestAborted) ?? throw NoSuchRecord(key));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var (key, alive) = await FindAsync(context);
        if (alive is null)
            throw NoSuchRecord(key);
        await peer.CommitAsync([new LocalChange.Destroy(key)], context.RequestAborted);
        context.Response.StatusCode = 204;
    }

    private Task<(RecordKey Key, RecordState? Alive)> FindAsync(HttpContext context) =>
        Ids.ResolveAsync(peer, Call.Class(context, peer), RecordPath.Of(context).Id!, context.RequestAborted);

    private static Task CreatedAsync(HttpContext context, RecordKey key, Attributes attributes)
    {
        context.Response.Headers.Location =
            $"/api/models/{Uri.EscapeDataString(key.Class)}/{Uri.EscapeDataString(key.Id.Text)}";
        return AnswerAsync(context, 201, key.Id, attributes);
    }

    private static Task AnswerAsync(HttpContext context, int status, RecordId id, Attributes attributes)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordJson.Write(output, id, attributes.Values);
        return Answer.WriteAsync(context, status, output.WrittenMemory);
    }

    private static Task AnswerAsync(HttpContext context, RecordId id, RecordState state)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordJson.Write(output, id, state);
        return Answer.WriteAsync(context, 200, output.WrittenMemory);
    }

    private static RefusedException NoSuchRecord(RecordKey key) => new(Code.NotFound, $"no record {key}");
}
