# Compiler settings shared by every target of the project (usage requirements stay on the targets themselves).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

add_library(glasscape_options INTERFACE)
# Loops over threads are the project's own (core/threads.hpp); Eigen starts none beside them.
target_compile_definitions(glasscape_options INTERFACE EIGEN_DONT_PARALLELIZE)
target_compile_options(glasscape_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fopenmp-simd;-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${GLASSCAPE_WERROR}>>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms of GCC 12, off with GCC 13: string concatenation (GCC bug 105651), its own AVX-512 headers (105593).
    target_compile_options(glasscape_options INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict;-Wno-uninitialized;-Wno-maybe-uninitialized>)
endif()
if(GLASSCAPE_ARCH)
    target_compile_options(glasscape_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-march=${GLASSCAPE_ARCH}>)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(glasscape_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-mprefer-vector-width=512>)
endif()
if(GLASSCAPE_STATIC)
    target_link_options(glasscape_options INTERFACE -static-libstdc++ -static-libgcc)
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
endif()
if(GLASSCAPE_SANITIZE)
    target_compile_options(glasscape_options INTERFACE
        -fsanitize=${GLASSCAPE_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(glasscape_options INTERFACE -fsanitize=${GLASSCAPE_SANITIZERS})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND (GLASSCAPE_SANITIZE OR GLASSCAPE_FUZZ))
    # Instrumented loops do not vectorise, which clang would report.
    target_compile_options(glasscape_options INTERFACE -Wno-pass-failed)
endif()
if(GLASSCAPE_FUZZ)
    target_compile_options(glasscape_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
    target_link_options(glasscape_options INTERFACE -fsanitize=address,undefined)
endif()
