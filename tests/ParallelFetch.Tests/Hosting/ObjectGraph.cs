using System.Reflection;

namespace ParallelFetch.Tests.Hosting;

/// <summary>What an object keeps in memory.</summary>
internal static class ObjectGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The names of the types of ParallelFetch among all that can be reached from an object.</summary>
    internal static HashSet<string> OwnTypesBehind(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var pending = new Queue<object>(seen);
        var names = new HashSet<string>();
        while (pending.TryDequeue(out object? item))
        {
            if (item.GetType().Assembly.GetName().Name!.StartsWith("ParallelFetch", StringComparison.Ordinal))
            {
                names.Add(item.GetType().Name);
            }

            foreach (object next in ValuesIn(item))
            {
                // A struct is copied each time it is read, but leads to no end of others only where it leads to an object.
                if (next is not (string or Type or MemberInfo or Assembly or Thread) && !next.GetType().IsPrimitive && seen.Add(next))
                {
                    pending.Enqueue(next);
                }
            }
        }

        return names;
    }

    private static IEnumerable<object> ValuesIn(object item)
    {
        if (item is Array array)
        {
            return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        }

        var values = new List<object>();
        for (Type? type = item.GetType(); type is not null; type = type.BaseType)
        {
            values.AddRange(type.GetFields(Fields)
                .Where(static field => !field.FieldType.IsPointer && !field.FieldType.IsByRefLike && !field.FieldType.IsPrimitive)
                .Select(field => field.GetValue(item)).OfType<object>());
        }

        return values;
    }
}
