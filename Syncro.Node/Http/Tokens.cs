using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Syncro.Access;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>
/// <c>/api/tokens</c>: by what clients prove themselves. A token is told where it is made, and nowhere else.
/// </summary>
internal sealed class Tokens(IPeer peer, HttpSettings settings)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/tokens", CreateAsync);
        app.MapGet("/api/tokens", async context =>
            await Answer.WriteAsync(context, 200, List(await peer.Tokens.ListAsync(context.RequestAborted))));
        app.MapDelete("/api/tokens/{id}", RevokeAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var created = await peer.Tokens.CreateAsync(Client(await Call.BodyAsync(context, settings)), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await Answer.WriteAsync(context, 201, Body(created));
    }

    private async Task RevokeAsync(HttpContext context)
    {
        await peer.Tokens.RevokeAsync((string)context.Request.RouteValues["id"]!, context.RequestAborted);
        context.Response.StatusCode = 204;
    }

    private static ClientId Client(byte[] body)
    {
        var parts = JsonParts.Object(body, "the body");
        if (parts.FirstOrDefault(part => part.Key != "client").Key is { } unknown)
            throw new RefusedException(Code.InvalidScribe, $"'{unknown}' is unknown; allowed: client");
        return parts is [var client]
            ? new(JsonParts.String(client.Value, "client"))
            : throw new RefusedException(Code.InvalidScribe, "client is missing");
    }

    private static ReadOnlyMemory<byte> Body(CreatedToken created) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", created.Id);
        json.WriteString("client", created.Client.Value);
        json.WriteString("token", created.Token.Value);
        json.WriteString("created", Time(created.Created));
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> List(ImmutableArray<TokenStatus> tokens) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            json.WriteString("id", token.Id);
            json.WriteString("client", token.Client.Value);
            json.WriteString("created", token.Created is { } created ? Time(created) : null);
            json.WriteBoolean("configured", token.IsConfigured);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            write(json);
        return output.WrittenMemory;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
