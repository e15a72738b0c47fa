# glasscape_levels(LEVEL...)
# Builds libglasscape.so once for each level of x86-64, the first one the baseline. The loader of glibc (2.33 or newer) takes from
# lib/glibc-hwcaps/LEVEL what suits the processor, so that one installation is fast everywhere without -march=native.
# Defines the target glasscape_level_LEVEL of each and the imported library glasscape_baseline to link against.
include(ExternalProject)

function(glasscape_levels baseline)
    foreach(level ${baseline} ${ARGN})
        set(build ${CMAKE_CURRENT_BINARY_DIR}/${level})
        ExternalProject_Add(glasscape_level_${level}
            SOURCE_DIR ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..
            BINARY_DIR ${build}
            CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DGLASSCAPE_ARCH=${level} -DGLASSCAPE_RUNTIME=ON -DGLASSCAPE_UNITY=ON
                       -DGLASSCAPE_TESTS=OFF -DGLASSCAPE_MPI=OFF -DGLASSCAPE_CUDA=${GLASSCAPE_CUDA}
                       -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
            BUILD_COMMAND ${CMAKE_COMMAND} --build ${build} --target glasscape_runtime
            BUILD_BYPRODUCTS ${build}/sims/libglasscape.so
            INSTALL_COMMAND "" BUILD_ALWAYS ON USES_TERMINAL_BUILD ON)
        if(previous)
            add_dependencies(glasscape_level_${level} ${previous})  # one after the other: each uses all cores
        endif()
        set(previous glasscape_level_${level})
        set(folder "")
        if(NOT level STREQUAL baseline)
            set(folder /glibc-hwcaps/${level})
        endif()
        install(PROGRAMS ${build}/sims/libglasscape.so DESTINATION ${GLASSCAPE_LEVELS_DESTINATION}${folder})
    endforeach()
    add_library(glasscape_baseline SHARED IMPORTED GLOBAL)
    set_target_properties(glasscape_baseline PROPERTIES
        IMPORTED_LOCATION ${CMAKE_CURRENT_BINARY_DIR}/${baseline}/sims/libglasscape.so)
    target_include_directories(glasscape_baseline INTERFACE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../include
        ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../sims)
    add_dependencies(glasscape_baseline glasscape_level_${baseline})
endfunction()
