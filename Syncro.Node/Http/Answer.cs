using System.Buffers;
using System.Globalization;
using Syncro.Access;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>Writes answers: JSON as it is, and errors as <c>{"code","message"}</c>.</summary>
internal static class Answer
{
    public const string Json = "application/json; charset=utf-8";

    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <param name="more">Further properties, each with its leading comma.</param>
    public static Task FailAsync(HttpContext context, int status, string message, string more = "")
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"code\":"u8);
        output.Write(JsonText.Of(status).Utf8);
        output.Write(",\"message\":"u8);
        JsonGrammar.WriteString(output, message);
        output.Write(System.Text.Encoding.ASCII.GetBytes(more));
        output.Write("}"u8);
        return WriteAsync(context, status, output.WrittenMemory);
    }

    /// <summary>What a failure is to a caller; null: nothing that may be told.</summary>
    public static (int Status, string Message)? Of(Exception exception) => exception switch
    {
        RefusedException e => ((int)e.Code, e.Message),
        ChangeRefusedException e => ((int)e.Code, e.Message),
        TokenRefusedException e => ((int)e.Code, e.Message),
        CompactedException e => (410, e.Message),
        InvalidJsonException e => (400, e.Message),
        InvalidNameException e => (422, e.Message),
        JournalUnavailableException e => (503, e.Message),
        OutcomeUnknownException e => (504, e.Message),
        PlayFailedException e => (500, e.Message),
        BadHttpRequestException { StatusCode: 413 } => (413, "the body is larger than allowed"),
        BadHttpRequestException e => (e.StatusCode, "the request is malformed"),
        _ => null,
    };

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
