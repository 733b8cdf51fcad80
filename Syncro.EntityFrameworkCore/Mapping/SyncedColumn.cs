using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>A property of a synced entity, and the attribute that holds it.</summary>
internal sealed class SyncedColumn
{
    private readonly ValueConverter? _converter;

    /// <exception cref="InvalidModelException">The database stores it as something that has no form in a record.</exception>
    public SyncedColumn(IProperty property)
    {
        (Property, Attribute) = (property, Marks.AttributeOf(property));
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        // What the database alone converts stays out of the record: others keep it otherwise.
        _converter = property.GetValueConverter()
            ?? (ColumnJson.Holds(type) && property.GetProviderClrType() is null ? null : property.GetTypeMapping().Converter);
        Stored = _converter?.ProviderClrType ?? type;
        Stored = Nullable.GetUnderlyingType(Stored) ?? Stored;
        if (!ColumnJson.Holds(Stored))
            throw new InvalidModelException(
                $"{property.DeclaringType.DisplayName()} can't be synced: its {property.Name} is stored as {Stored.Name}, which has no form in a record");
    }

    public IProperty Property { get; }

    public string Attribute { get; }

    /// <summary>The type of what it is converted to.</summary>
    public Type Stored { get; }

    /// <summary>What the property's value is converted to.</summary>
    public object? ToStored(object? value) => value is null || _converter is null ? value : _converter.ConvertToProvider(value);

    public object? FromStored(object? value) => value is null || _converter is null ? value : _converter.ConvertFromProvider(value);

    /// <exception cref="InvalidRecordException">It has no form in JSON.</exception>
    public JsonText Write(object? value)
    {
        try
        {
            return ToStored(value) is { } stored ? ColumnJson.Write(stored) : JsonText.Null;
        }
        catch (InvalidJsonException e)
        {
            throw new InvalidRecordException($"{Property.DeclaringType.DisplayName()}.{Property.Name} can't be recorded: {e.Message}", e);
        }
    }

    /// <summary>The property's value, or why it can't have one.</summary>
    public (object? Value, string? Fault) Read(JsonText? json)
    {
        if (json is not { } text || text == JsonText.Null)
            return Property.IsNullable ? (null, null) : (null, $"'{Attribute}' is required");
        try
        {
            return (FromStored(ColumnJson.Read(Stored, text)), null);
        }
        // A converter is the application's: whatever it throws says that the value is none.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, $"'{Attribute}' is no {Stored.Name}: {e.Message}");
        }
    }
}
