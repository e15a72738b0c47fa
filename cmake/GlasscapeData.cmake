# What an installation has beside binaries: studies, networks and papers, the digits, documents, and the manual that the program's own help gives
# (man pages; completions for bash, zsh and fish). Needs the target glasscape_program.
set(root ${CMAKE_CURRENT_LIST_DIR}/..)
foreach(kind studies networks papers)
    install(DIRECTORY ${root}/sims/${kind} DESTINATION ${CMAKE_INSTALL_DATADIR}/glasscape FILES_MATCHING PATTERN "*.toml")
endforeach()
install(FILES ${root}/data/digits.csv.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/glasscape/data)
install(FILES ${root}/data/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/glasscape/data)
install(DIRECTORY ${root}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${root}/README.md ${root}/CHANGELOG.md ${root}/LICENSE ${root}/CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})

find_package(Python3 COMPONENTS Interpreter QUIET)
if(NOT Python3_FOUND)
    message(STATUS "Manual: no Python, man pages and completions are left out")
    return()
endif()
set(manual ${CMAKE_CURRENT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual}/man1/glasscape.1
    COMMAND Python3::Interpreter ${root}/scripts/generate_manual.py $<TARGET_FILE:glasscape_program> ${manual}
    DEPENDS glasscape_program ${root}/scripts/generate_manual.py VERBATIM)
add_custom_target(glasscape_manual ALL DEPENDS ${manual}/man1/glasscape.1)
install(DIRECTORY ${manual}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manual}/completions/bash/glasscape DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual}/completions/zsh/_glasscape DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${manual}/completions/fish/glasscape.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
