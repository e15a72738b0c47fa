# cmake -DOUTPUT=file.cpp -DFUNCTION=embedded_studies -DHEADER=sweep/embedded_studies.hpp -DFILES="a;b" -P embed.cmake
# Writes a C++ source that holds the files as text, by name, so that the installed program needs no data folder.
set(text "// Generated from the files it names.\n#include \"${HEADER}\"\n\nnamespace glasscape {\n\n")
string(APPEND text "const std::map<std::string, std::string>& ${FUNCTION}() {\n")
string(APPEND text "    static const std::map<std::string, std::string> files{\n")
foreach(path IN LISTS FILES)
    get_filename_component(name ${path} NAME)
    file(READ ${path} content)
    string(APPEND text "        {\"${name}\", R\"embedded(${content})embedded\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace glasscape\n")
file(WRITE ${OUTPUT} "${text}")
