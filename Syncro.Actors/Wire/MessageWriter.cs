using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using Syncro.Scribes;

namespace Syncro.Wire;

internal static class MessageWriter
{
    public static void Write(IBufferWriter<byte> output, Message message)
    {
        output.Write("{\"type\":"u8);
        output.Text(Type(message));
        Fields(output, message);
        if (message.Id is { } id)
        {
            output.Write(",\"id\":"u8);
            output.Json(id);
        }
        output.Write("}"u8);
    }

    private static string Type(Message message) => message switch
    {
        Message.Hello => "hello",
        Message.Sync or Message.LegacySync => "sync",
        Message.Ack => "ack",
        Message.AddScribes => "add_scribes",
        Message.AddScribe => "add_scribe",
        Message.Rpc => "rpc",
        Message.Noop => "noop",
        Message.Part => "part",
        Message.Response => "response",
        Message.Error => "error",
        Message.Unknown unknown => unknown.Type,
        _ => throw new UnreachableException(),
    };

    private static void Fields(IBufferWriter<byte> output, Message message)
    {
        switch (message)
        {
            case Message.Hello hello:
                GreetingJson.Write(output, hello.Greeting);
                break;
            case Message.Sync sync:
                output.Write(",\"from\":"u8);
                output.Cursor(sync.From);
                output.Write(",\"own\":"u8);
                output.Flag(sync.Own);
                Rejected(output, sync.Rejected);
                break;
            case Message.LegacySync sync:
                output.Write(",\"from\":"u8);
                output.Json(sync.From ?? JsonText.Null);
                break;
            case Message.Ack ack:
                output.Place(ack.Position, ack.Mark);
                Rejected(output, ack.Rejected);
                break;
            case Message.AddScribes push:
                output.Place(push.Position, push.Mark);
                output.Write(",\"scribes\":"u8);
                if (push.Written is { } written)
                    output.Json(written.Value);
                else
                    ResultWriter.Scribes(output, push.Scribes, legacy: false);
                break;
            case Message.AddScribe push:
                output.Write(",\"scribe\":"u8);
                ResultWriter.Scribe(output, push.Scribe, legacy: true);
                break;
            case Message.Rpc rpc:
                output.Write(",\"klass\":"u8);
                output.Text(rpc.Class);
                output.Write(",\"method\":"u8);
                output.Text(rpc.Method);
                output.Write(",\"args\":"u8);
                output.Json(rpc.Args);
                break;
            case Message.Part part:
                output.Write(",\"more\":"u8);
                output.Flag(part.More);
                output.Write(",\"data\":"u8);
                output.Text(part.Data);
                break;
            case Message.Response response:
                output.Write(",\"result\":"u8);
                ResultWriter.Write(output, response.Result);
                break;
            case Message.Error error:
                output.Write(",\"code\":"u8);
                output.Number(error.Code);
                if (error.Text.Length == 0)
                    break;
                output.Write(",\"message\":"u8);
                output.Text(error.Text);
                break;
        }
    }

    private static void Rejected(IBufferWriter<byte> output, ImmutableArray<Rejection> rejected)
    {
        if (rejected.IsDefaultOrEmpty)
            return;
        output.Write(",\"rejected\":"u8);
        RejectionJson.Write(output, rejected);
    }
}
