using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// JSON as Newtonsoft.Json holds it, texts that look like dates as texts and fractions as decimals; what holds a number that
/// .NET has no type for, as the raw text that it is.
/// </summary>
internal static class Tokens
{
    public static JToken Of(JsonText text)
    {
        using var reader = new JsonTextReader(new StringReader(text.ToString()))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
        };
        try
        {
            return JToken.ReadFrom(reader);
        }
        catch (JsonReaderException)
        {
            return new JRaw(text.ToString());
        }
    }
}
