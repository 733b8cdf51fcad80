using System.Buffers;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>The fields of a greeting, which are those of a <c>hello</c> and of its answer.</summary>
internal static class GreetingJson
{
    /// <summary>The fields with a comma before each.</summary>
    public static void Write(IBufferWriter<byte> output, Greeting greeting)
    {
        output.Write(",\"protocol\":"u8);
        output.Number(greeting.Protocol);
        output.Write(",\"space\":"u8);
        output.Text(greeting.Space);
        output.Write(",\"client\":"u8);
        output.Text(greeting.Client.Value);
        if (greeting.Token is { } token)
        {
            output.Write(",\"token\":"u8);
            output.Text(token);
        }
        output.Write(",\"journal\":"u8);
        output.Text(greeting.Journal.Value);
        output.Write(",\"head\":"u8);
        output.Number(greeting.Head.Value);
        output.Write(",\"mark\":"u8);
        output.Text(greeting.Mark);
        output.Write(",\"seen\":"u8);
        output.Cursor(greeting.Seen);
        output.Write(",\"features\":"u8);
        List(output, greeting.Features);
        output.Write(",\"classes\":"u8);
        if (greeting.Classes.IsAll)
            output.Text("*");
        else
            List(output, greeting.Classes.Names);
        output.Write(",\"now\":"u8);
        output.Number(greeting.Now);
    }

    private static void List(IBufferWriter<byte> output, IEnumerable<string> names)
    {
        output.Write("["u8);
        var more = false;
        foreach (var name in names)
        {
            output.Separate(ref more);
            output.Text(name);
        }
        output.Write("]"u8);
    }

    public static Greeting Read(ref JsonFields fields)
    {
        var (protocol, space, client) = (fields.Integer("protocol"), fields.Name("space"), fields.Name("client"));
        var (token, journal) = (fields.OptionalText("token"), fields.Name("journal"));
        var (head, mark, seen) = (fields.Position("head"), fields.Mark("mark"), fields.Cursor("seen"));
        var features = fields.NameList("features", static name => Names.Fault("feature", name));
        var classes = ReadClasses(ref fields);
        var now = fields.Number("now");
        return new(
            protocol, space, client.Length == 0 ? default : new ClientId(client), token, new JournalId(journal), head,
            mark, seen, features, classes, now);
    }

    private static Classes ReadClasses(ref JsonFields fields) =>
        fields.Kind("classes") == JsonTokenType.String && fields.Text("classes") == "*"
            ? Classes.All
            : Classes.Of(fields.NameList("classes", Names.ClassFault));
}
