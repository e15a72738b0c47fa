include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY GLASSCAPE_MODULES)
install(TARGETS ${modules} glasscape_all EXPORT glasscapeTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS glasscape_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/glasscape DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
include(GlasscapeData)
install(EXPORT glasscapeTargets NAMESPACE glasscape:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/glasscape)
configure_package_config_file(cmake/glasscapeConfig.cmake.in ${PROJECT_BINARY_DIR}/glasscapeConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/glasscape)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/glasscapeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/glasscapeConfig.cmake ${PROJECT_BINARY_DIR}/glasscapeConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/glasscape)
