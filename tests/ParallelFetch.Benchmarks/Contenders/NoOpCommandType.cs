using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>
/// Makes the no-op cmdlet from the real one's parameters and their attributes, at run time, so that it always binds
/// what the real one binds.
/// </summary>
internal static class NoOpCommandType
{
    private static Type? _made;

    /// <summary>Makes it once: PowerShell remembers commands by the names of their types, and a second one would be taken for the first.</summary>
    public static Type For(Type real) => _made ??= Create(real);

    private static Type Create(Type real)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("ParallelFetch.Benchmarks.NoOp"), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule("NoOp")
            .DefineType("InvokeNoOpCommand", TypeAttributes.Public | TypeAttributes.Sealed, typeof(NoOpCommand));
        CopyAttributes(real.GetCustomAttributesData().Where(data => data.AttributeType == typeof(CmdletAttribute)), type.SetCustomAttribute);
        foreach (PropertyInfo parameter in real.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))))
        {
            DefineParameter(type, parameter);
        }

        return type.CreateType();
    }

    private static void DefineParameter(TypeBuilder type, PropertyInfo parameter)
    {
        const MethodAttributes Accessor = MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig;
        FieldBuilder field = type.DefineField("_" + parameter.Name, parameter.PropertyType, FieldAttributes.Private);
        PropertyBuilder property = type.DefineProperty(parameter.Name, PropertyAttributes.None, parameter.PropertyType, null);

        MethodBuilder getter = type.DefineMethod("get_" + parameter.Name, Accessor, parameter.PropertyType, null);
        ILGenerator code = getter.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, field);
        code.Emit(OpCodes.Ret);
        property.SetGetMethod(getter);

        MethodBuilder setter = type.DefineMethod("set_" + parameter.Name, Accessor, null, [parameter.PropertyType]);
        code = setter.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Stfld, field);
        code.Emit(OpCodes.Ret);
        property.SetSetMethod(setter);

        CopyAttributes(parameter.GetCustomAttributesData(), property.SetCustomAttribute);
    }

    private static void CopyAttributes(IEnumerable<CustomAttributeData> attributes, Action<CustomAttributeBuilder> set)
    {
        // What the compiler adds (nullability) is internal to its assembly, and nothing that PowerShell looks at.
        foreach (CustomAttributeData data in attributes.Where(data => data.AttributeType.IsVisible))
        {
            CustomAttributeNamedArgument[] properties = [.. data.NamedArguments.Where(argument => !argument.IsField)];
            set(new CustomAttributeBuilder(
                data.Constructor,
                [.. data.ConstructorArguments.Select(Value)],
                [.. properties.Select(argument => (PropertyInfo)argument.MemberInfo)],
                [.. properties.Select(argument => Value(argument.TypedValue))]));
        }
    }

    private static object? Value(CustomAttributeTypedArgument argument)
    {
        if (argument.Value is not ReadOnlyCollection<CustomAttributeTypedArgument> items)
        {
            return argument.Value;
        }

        var array = Array.CreateInstance(argument.ArgumentType.GetElementType()!, items.Count);
        for (int index = 0; index < items.Count; index++)
        {
            array.SetValue(Value(items[index]), index);
        }

        return array;
    }
}
