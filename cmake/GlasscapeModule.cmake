# glasscape_module(NAME DEPENDS module... PRIVATE library...)
# One static library per folder of src/: sources are every .cpp of the folder and its rooms but cuda/ and mpi/, which depend on
# the machine. Public headers live in include/glasscape/NAME, the others beside their sources, named from src/.
# DEPENDS names the modules to the left of it in the data flow; nothing else may be included.
function(glasscape_module name)
    cmake_parse_arguments(arg "" "" "DEPENDS;PRIVATE" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "/(cuda|mpi)/")
    add_library(glasscape_${name} STATIC ${sources})
    add_library(glasscape::${name} ALIAS glasscape_${name})
    set_target_properties(glasscape_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
    target_include_directories(glasscape_${name} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_include_directories(glasscape_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    set_target_properties(glasscape_${name} PROPERTIES UNITY_BUILD ${GLASSCAPE_UNITY} UNITY_BUILD_BATCH_SIZE 16)
    target_compile_features(glasscape_${name} PUBLIC cxx_std_20)
    list(TRANSFORM arg_DEPENDS PREPEND glasscape_)
    target_link_libraries(glasscape_${name} PUBLIC ${arg_DEPENDS}
        PRIVATE $<BUILD_INTERFACE:glasscape_options> ${arg_PRIVATE})
    set_property(GLOBAL APPEND PROPERTY GLASSCAPE_MODULES glasscape_${name})
endfunction()
